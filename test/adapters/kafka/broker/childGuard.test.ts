import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChildGuard } from '../../../../src/adapters/kafka/broker/childGuard.ts';
import { identityOf, readProcess } from '../../../../src/adapters/kafka/broker/processIdentity.ts';
import { startWaiter } from '../childProcesses.ts';
import { eventually } from '../eventually.ts';

/** Ends a guard's input, as the system does when the process that holds it dies. */
function dieFor(guard: ChildGuard): void {
  (guard as unknown as { shell: { stdin: { destroy(): void } } }).shell.stdin.destroy();
}

describe('ChildGuard', () => {
  it('ends what it watches when its owner is gone', async () => {
    const [first, second] = [await startWaiter(true), await startWaiter()];
    const ends = Promise.all([once(first, 'exit'), once(second, 'exit')]);
    const guard = new ChildGuard();
    guard.watch(identityOf(first.pid!)!);
    guard.watch(identityOf(second.pid!)!);
    dieFor(guard);
    expect(await ends).toEqual([
      [null, 'SIGKILL'],
      [null, 'SIGKILL'],
    ]);
    await eventually('the guard is gone', () => readProcess(guard.pid) === null);
  });

  it('ends all that a watched process has started', async () => {
    const script = 'sleep 1000 & echo $!; wait';
    const shell = spawn('/bin/sh', ['-c', script], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => {
      shell.kill('SIGKILL');
    });
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const grandchild = Number(line.toString());
    expect(readProcess(grandchild)).not.toBeNull();
    const guard = new ChildGuard();
    guard.watch(identityOf(shell.pid!)!);
    dieFor(guard);
    await eventually('the grandchild is gone', () => readProcess(grandchild) === null);
  });

  it('leaves alone what only has the id of a process that it watched', async () => {
    const child = await startWaiter();
    const guard = new ChildGuard();
    guard.watch({ pid: child.pid!, startedAt: '12345@another boot' });
    dieFor(guard);
    await eventually('the guard is gone', () => readProcess(guard.pid) === null);
    expect(readProcess(child.pid!)).not.toBeNull();
  });

  it('lets go of all when it is released', async () => {
    const child = await startWaiter();
    const guard = new ChildGuard();
    guard.watch(identityOf(child.pid!)!);
    await guard.release();
    await guard.release();
    expect(readProcess(guard.pid)).toBeNull();
    expect(readProcess(child.pid!)).not.toBeNull();
  });
});
