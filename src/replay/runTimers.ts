import type { RunClock } from './runClock.ts';

/** Timers of one run, by its clock. When the run is over, none of them strikes any more. */
export class RunTimers {
  private readonly clock: () => RunClock;
  private readonly pending = new Set<NodeJS.Timeout>();

  constructor(clock: () => RunClock) {
    this.clock = clock;
  }

  get nowUs(): number {
    return this.clock().nowUs;
  }

  /** Calls `act` after so many microseconds, never too early. */
  after(delayUs: number, act: () => void): void {
    const dueUs = this.nowUs + delayUs;
    const timer = setTimeout(
      () => {
        this.pending.delete(timer);
        // A timer of the system may strike up to a millisecond early.
        if (this.nowUs < dueUs) this.after(dueUs - this.nowUs, act);
        else act();
      },
      Math.ceil(delayUs / 1000),
    );
    this.pending.add(timer);
  }

  cancelAll(): void {
    for (const timer of this.pending) clearTimeout(timer);
    this.pending.clear();
  }
}
