import { describe, expect, it } from 'vitest';
import { Interruption } from '../../src/cli/interruption.ts';
import { interruptibleHost } from '../../src/cli/interruptibleHost.ts';
import { untilAborted } from '../../src/cli/untilAborted.ts';

/** What the machine does when a signal comes, but to one listener only. */
function send(signal: 'SIGINT' | 'SIGTERM'): void {
  const listener = process.listeners(signal).at(-1) as (name: NodeJS.Signals) => void;
  listener(signal);
}

describe('Interruption', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s aborts and ends with %i', (signal, exitCode) => {
    const interruption = new Interruption();
    expect(interruption.signal.aborted).toBe(false);
    send(signal);
    interruption.stopListening();
    expect(interruption.signal.aborted).toBe(true);
    expect(interruption.exitCode).toBe(exitCode);
  });

  it('listens no longer than it is asked to', () => {
    const before = process.listenerCount('SIGINT');
    const interruption = new Interruption();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    interruption.stopListening();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

describe('untilAborted', () => {
  it('gives what the work gives, or null if the signal comes first', async () => {
    const controller = new AbortController();
    const never = new Promise<number>(() => undefined);
    expect(await untilAborted(Promise.resolve(7), controller.signal)).toBe(7);
    const waiting = untilAborted(never, controller.signal);
    controller.abort();
    expect(await waiting).toBeNull();
    expect(await untilAborted(never, controller.signal)).toBeNull();
  });

  it('passes an error on', async () => {
    const failing = Promise.reject(new Error('no'));
    await expect(untilAborted(failing, new AbortController().signal)).rejects.toThrow('no');
  });
});

describe('interruptibleHost', () => {
  it('lets the event loop turn now and then, and takes no step once it is aborted', async () => {
    const controller = new AbortController();
    const host = interruptibleHost(controller.signal);
    let steps = 0;
    let turns = 0;
    const step = (): void => {
      steps++;
      void Promise.resolve().then(() => host.afterMicrotasks(step));
    };
    await new Promise<void>((resolve) => {
      const turn = (): void => {
        turns++;
        if (turns < 4) setImmediate(turn);
        else {
          controller.abort();
          setImmediate(resolve);
        }
      };
      setImmediate(turn);
      step();
    });
    const stepsAtAbort = steps;
    expect(turns).toBe(4);
    expect(stepsAtAbort).toBeGreaterThan(1000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toBe(stepsAtAbort);
  });
});
