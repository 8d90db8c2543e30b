import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  findProcess,
  identityOf,
  readMemoryMib,
  readProcess,
  signalProcess,
} from '../../../../src/adapters/kafka/broker/processIdentity.ts';
import { startWaiter } from '../childProcesses.ts';
import { eventually } from '../eventually.ts';

describe('processIdentity', () => {
  it('finds a process that runs, by id and start', () => {
    const identity = identityOf(process.pid)!;
    expect(findProcess(identity)).toEqual({ startedAt: identity.startedAt, isPaused: false });
    expect(readMemoryMib(process.pid)).toBeGreaterThan(10);
  });

  it('never takes another process for it that has its id', async () => {
    const child = await startWaiter();
    const stale = { pid: child.pid!, startedAt: `${identityOf(child.pid!)!.startedAt}x` };
    expect(findProcess(stale)).toBeNull();
    expect(signalProcess(stale, 'SIGKILL')).toBe(false);
    expect(readProcess(child.pid!)).not.toBeNull();
  });

  it('sees pause and end', async () => {
    const child = await startWaiter();
    const identity = identityOf(child.pid!)!;
    expect(signalProcess(identity, 'SIGSTOP')).toBe(true);
    await eventually('paused', () => findProcess(identity)?.isPaused === true);
    expect(signalProcess(identity, 'SIGCONT')).toBe(true);
    await eventually('resumed', () => findProcess(identity)?.isPaused === false);
    const ended = once(child, 'exit');
    expect(signalProcess(identity, 'SIGKILL')).toBe(true);
    await ended;
    expect(findProcess(identity)).toBeNull();
    expect(signalProcess(identity, 'SIGKILL')).toBe(false);
    expect(readMemoryMib(identity.pid)).toBeNull();
  });

  it.each([0, -1, NaN, 1.5])('knows no process %d', (pid) => {
    expect(readProcess(pid)).toBeNull();
  });
});
