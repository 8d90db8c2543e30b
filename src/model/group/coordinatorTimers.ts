import type { EventHandle } from '../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../sim/process.ts';

/** A timer that can be set again and again; for `CoordinatorTimers`. */
export class CoordinatorTimer {
  readonly action: () => void;
  /** When it is due, in microseconds. Meaningful while `index` >= 0. */
  deadlineUs = 0;
  /** Timers due at the same time run in the order in which they were set. */
  order = 0;
  /** Place in the list of set timers; -1: not set. */
  index = -1;

  constructor(action: () => void) {
    this.action = action;
  }

  get isSet(): boolean {
    return this.index >= 0;
  }
}

/**
 * The timers of one coordinator (sessions, join and sync phases), on top of the process's.
 *
 * A session timer is set again by every heartbeat and commit, and almost never runs. So setting
 * only writes the new deadline; one event of the kernel waits for the earliest deadline known when
 * it was scheduled, and looks for the true one when it wakes. Times are exact, and timers due at
 * the same microsecond run in the order of setting, as in Kafka's own test harness.
 */
export class CoordinatorTimers {
  private readonly process: ProcessTimers;
  private readonly timers: CoordinatorTimer[] = [];
  private nextOrder = 0;
  private wakeHandle: EventHandle = -1;
  private wakeAtUs = Infinity;
  private isRunning = false;

  constructor(process: ProcessTimers) {
    this.process = process;
  }

  get nowUs(): number {
    return this.process.nowUs;
  }

  /** Sets the timer, or sets it anew. `delayUs` is an integer >= 0. */
  schedule(timer: CoordinatorTimer, delayUs: number): void {
    timer.deadlineUs = this.process.nowUs + delayUs;
    timer.order = this.nextOrder++;
    if (timer.index < 0) timer.index = this.timers.push(timer) - 1;
    // While timers run, the loop that runs them finds the new one.
    if (timer.deadlineUs < this.wakeAtUs && !this.isRunning) this.wakeAt(timer.deadlineUs);
  }

  /** Takes the timer back, if it is set. */
  cancel(timer: CoordinatorTimer): void {
    if (timer.index < 0) return;
    const last = this.timers.pop()!;
    if (last !== timer) {
      this.timers[timer.index] = last;
      last.index = timer.index;
    }
    timer.index = -1;
    if (this.timers.length === 0) this.stopWaiting();
  }

  /** Takes all timers back. */
  cancelAll(): void {
    for (const timer of this.timers) timer.index = -1;
    this.timers.length = 0;
    this.stopWaiting();
  }

  private wakeAt(deadlineUs: number): void {
    if (this.wakeHandle >= 0) this.process.cancel(this.wakeHandle);
    this.wakeAtUs = deadlineUs;
    this.wakeHandle = this.process.schedule(deadlineUs - this.process.nowUs, wake, this);
  }

  private stopWaiting(): void {
    if (this.wakeHandle >= 0) this.process.cancel(this.wakeHandle);
    this.wakeHandle = -1;
    this.wakeAtUs = Infinity;
  }

  /**
   * For the event of the kernel. A paused process wakes late and runs what became due meanwhile.
   */
  onWake(): void {
    this.wakeHandle = -1;
    this.wakeAtUs = Infinity;
    this.isRunning = true;
    let next = this.earliest();
    while (next !== null && next.deadlineUs <= this.process.nowUs) {
      this.cancel(next);
      next.action();
      next = this.earliest();
    }
    this.isRunning = false;
    if (next !== null) this.wakeAt(next.deadlineUs);
  }

  private earliest(): CoordinatorTimer | null {
    let best: CoordinatorTimer | null = null;
    for (const timer of this.timers) {
      if (
        best === null ||
        timer.deadlineUs < best.deadlineUs ||
        (timer.deadlineUs === best.deadlineUs && timer.order < best.order)
      ) {
        best = timer;
      }
    }
    return best;
  }
}

function wake(timers: CoordinatorTimers): void {
  timers.onWake();
}
