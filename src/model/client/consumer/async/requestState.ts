import type { ExponentialBackoff } from '../../exponentialBackoff.ts';
import type { MicrosecondClock } from '../deadline.ts';

/**
 * Whether a request may be sent: not while one is in flight, and not before the backoff after a
 * failed one is over. Mirrors `RequestState`.
 */
export class RequestState {
  protected readonly clock: MicrosecondClock;
  private readonly backoff: ExponentialBackoff;
  private inFlight = false;
  private failedAttempts = 0;
  private nextAtUs = -Infinity;

  constructor(clock: MicrosecondClock, backoff: ExponentialBackoff) {
    this.clock = clock;
    this.backoff = backoff;
  }

  get isInFlight(): boolean {
    return this.inFlight;
  }

  /** Failed attempts since the last success. */
  get attempts(): number {
    return this.failedAttempts;
  }

  get remainingBackoffUs(): number {
    return Math.max(0, this.nextAtUs - this.clock.nowUs);
  }

  canSend(): boolean {
    return !this.inFlight && this.remainingBackoffUs === 0;
  }

  /** As if nothing had been sent. */
  reset(): void {
    this.inFlight = false;
    this.failedAttempts = 0;
    this.nextAtUs = -Infinity;
  }

  onSendAttempt(): void {
    this.inFlight = true;
  }

  /** After a success, too, the same request may not be sent again before the first backoff. */
  onSuccessfulAttempt(): void {
    this.inFlight = false;
    this.failedAttempts = 0;
    this.nextAtUs = this.clock.nowUs + this.backoff.backoffUs(0);
  }

  onFailedAttempt(): void {
    this.inFlight = false;
    this.nextAtUs = this.clock.nowUs + this.backoff.backoffUs(this.failedAttempts++);
  }
}
