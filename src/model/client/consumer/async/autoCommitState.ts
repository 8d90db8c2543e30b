import type { MicrosecondClock } from '../deadline.ts';
import { Deadline } from '../deadline.ts';

/** When the next auto-commit is due. Mirrors `CommitRequestManager.AutoCommitState`. */
export class AutoCommitState {
  /** One is not answered: the next one waits, even if it is due. */
  isInFlight = false;
  private readonly intervalUs: number;
  private readonly timer: Deadline;

  constructor(clock: MicrosecondClock, intervalUs: number) {
    this.intervalUs = intervalUs;
    this.timer = new Deadline(clock, intervalUs);
  }

  get isDue(): boolean {
    return this.timer.isExpired && !this.isInFlight;
  }

  remainingUs(): number {
    this.timer.update();
    return this.timer.remainingUs;
  }

  updateTo(nowUs: number): void {
    this.timer.updateTo(nowUs);
  }

  reset(delayUs: number = this.intervalUs): void {
    this.timer.reset(delayUs);
  }
}
