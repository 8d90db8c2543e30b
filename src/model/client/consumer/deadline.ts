/** Tells the virtual time in integer microseconds. */
export interface MicrosecondClock {
  readonly nowUs: number;
}

/**
 * The least that a loop waits between two rounds. Kafka's consumer may be configured to spin, and
 * real time moves on meanwhile; virtual time would stand still.
 */
export const LEAST_WAIT_US = 1000;

/**
 * A time limit that sees time pass only when it is told to look. Mirrors
 * `org.apache.kafka.common.utils.Timer`: a poll with timeout 0 is expired from the start and still
 * goes through each of its steps once.
 */
export class Deadline {
  private readonly clock: MicrosecondClock;
  private seenUs: number;
  private endUs: number;

  /** `timeoutUs` may be Infinity. */
  constructor(clock: MicrosecondClock, timeoutUs: number) {
    this.clock = clock;
    this.seenUs = clock.nowUs;
    this.endUs = this.seenUs + timeoutUs;
  }

  /** The time at the last look. */
  get currentUs(): number {
    return this.seenUs;
  }

  get remainingUs(): number {
    return this.endUs > this.seenUs ? this.endUs - this.seenUs : 0;
  }

  get isExpired(): boolean {
    return this.seenUs >= this.endUs;
  }

  /** When it expires. */
  get atUs(): number {
    return this.endUs;
  }

  /** Looks at the clock. */
  update(): void {
    if (this.clock.nowUs > this.seenUs) this.seenUs = this.clock.nowUs;
  }

  /** Looks at a time that somebody else has read off the clock, perhaps earlier. */
  updateTo(nowUs: number): void {
    if (nowUs > this.seenUs) this.seenUs = nowUs;
  }

  /** Looks at the clock and starts again from there, as a new one would. */
  restart(timeoutUs: number): void {
    this.seenUs = this.clock.nowUs;
    this.endUs = this.seenUs + timeoutUs;
  }

  /** Starts again from the time at the last look. */
  reset(timeoutUs: number): void {
    this.endUs = this.seenUs + timeoutUs;
  }
}
