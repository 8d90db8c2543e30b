import type { Host } from '../../sim/host.ts';

/**
 * Node as the kernel's host. Node empties the queue of process.nextTick only when no promise
 * continuation is left, and before any timer or I/O, so a callback put there from within a
 * continuation runs exactly when application code has come to rest.
 */
export const nodeHost: Host = {
  afterMicrotasks(callback: () => void): void {
    process.nextTick(callback);
  },
  foreignWork(): readonly string[] {
    // The standard streams are always there.
    return process
      .getActiveResourcesInfo()
      .filter((name) => !/^(TTY|Pipe|FS)?Wrap$|^PipeWrap$|^TTYWrap$/.test(name));
  },
};
