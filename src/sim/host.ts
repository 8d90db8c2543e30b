/**
 * What the kernel needs from the machine it runs on. Injected, so that the kernel itself runs
 * unchanged in Node and in a browser page.
 */
export interface Host {
  /**
   * Calls `callback` once every promise continuation that is now runnable has run, those that they
   * make runnable included, and before any real timer or I/O if the machine allows it. The kernel
   * calls it from within a promise continuation.
   */
  afterMicrotasks(callback: () => void): void;

  /**
   * Names of pending work of the real machine (timers, sockets), for the message of an EscapeError.
   */
  foreignWork?(): readonly string[];
}
