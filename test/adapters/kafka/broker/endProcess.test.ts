import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  endProcess,
  killProcess,
  stopInOrder,
} from '../../../../src/adapters/kafka/broker/endProcess.ts';
import { findProcess, identityOf } from '../../../../src/adapters/kafka/broker/processIdentity.ts';
import { startScript, startWaiter } from '../childProcesses.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const PATIENT_MS = 60_000;

describe('endProcess', () => {
  it('ends a process by SIGTERM', async () => {
    const child = await startWaiter();
    const exit = once(child, 'exit');
    expect(await endProcess(identityOf(child.pid!)!, PATIENT_MS)).toBe('ended');
    expect(await exit).toEqual([null, 'SIGTERM']);
  });

  it('kills one that does not listen, once the grace is over', async () => {
    const child = await startWaiter(true);
    const exit = once(child, 'exit');
    expect(await endProcess(identityOf(child.pid!)!, 1)).toBe('killed');
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  it('kills at once if there is no patience left', async () => {
    const child = await startWaiter(true);
    const end = endProcess(identityOf(child.pid!)!, PATIENT_MS, AbortSignal.abort());
    expect(await end).toBe('killed');
  });

  it('ends one that is paused', async () => {
    const child = await startWaiter();
    const identity = identityOf(child.pid!)!;
    process.kill(child.pid!, 'SIGSTOP');
    expect(await endProcess(identity, PATIENT_MS)).toBe('ended');
    expect(findProcess(identity)).toBeNull();
  });

  it('leaves another process alone that got the id', async () => {
    const child = await startWaiter();
    const stale = { pid: child.pid!, startedAt: 'long ago' };
    expect(await endProcess(stale, PATIENT_MS)).toBe('was gone');
    await killProcess(stale);
    expect(identityOf(child.pid!)).not.toBeNull();
  });
});

describe('stopInOrder', () => {
  it('stops a controller only when the brokers are gone', async () => {
    // The broker takes its time and leaves a mark at its end; the controller looks for the mark.
    const mark = JSON.stringify(join(temporaryFolder(), 'broker-ended'));
    const broker = await startScript(`
      const end = () => { require('fs').writeFileSync(${mark}, ''); process.exit(7); };
      process.on('SIGTERM', () => setTimeout(end, 150));
      setInterval(() => {}, 1 << 30); console.log('ready');`);
    const controller = await startScript(`
      process.on('SIGTERM', () => process.exit(require('fs').existsSync(${mark}) ? 0 : 1));
      setInterval(() => {}, 1 << 30); console.log('ready');`);
    const ends = [once(broker, 'exit'), once(controller, 'exit')];
    const stopped = await stopInOrder(
      [
        { id: 9, isController: true, process: identityOf(controller.pid!) },
        { id: 1, isController: false, process: identityOf(broker.pid!) },
        { id: 2, isController: false, process: null },
      ],
      PATIENT_MS,
    );
    expect(await Promise.all(ends)).toEqual([
      [7, null],
      [0, null],
    ]);
    expect(Object.fromEntries(stopped)).toEqual({ 1: 'ended', 2: 'was gone', 9: 'ended' });
  });
});
