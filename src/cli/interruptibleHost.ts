import { nodeHost } from '../adapters/node/nodeHost.ts';
import type { Host } from '../sim/host.ts';

/** After so many steps the machine gets a chance to deliver signals: every few milliseconds. */
const STEPS = 1024;

/**
 * Node as the kernel's host, for runs that Ctrl-C can end: now and then a step waits for the event
 * loop, and once `signal` is aborted no further step is taken. What else the loop does in between
 * cannot reach the run: its code waits for nothing but the kernel.
 */
export function interruptibleHost(signal: AbortSignal): Host {
  let steps = 0;
  const next = (callback: () => void): void => {
    if (!signal.aborted) callback();
  };
  return {
    ...nodeHost,
    afterMicrotasks(callback: () => void): void {
      if (++steps % STEPS === 0) setImmediate(next, callback);
      else process.nextTick(callback);
    },
  };
}
