import type { Kernel } from '../sim/kernel.ts';

/** A run may have so many events at once, ... */
const EVENTS_AT_ONCE = 20_000_000;

/** ... and so many more for each second of virtual time. Two million requests have 16 million. */
const EVENTS_A_SECOND = 500_000;

/** After so many events it is looked at whether there are too many. */
const CHECK_INTERVAL = 1_000_000;

/**
 * The run does not end, or not in any useful time, because the scenario is as it is: not a fault of
 * the model.
 */
export class EndlessRun extends Error {
  override name = 'EndlessRun';
  readonly atUs: number;

  constructor(message: string, atUs: number) {
    super(message);
    this.atUs = atUs;
  }
}

/** Counts the events of a run, and ends it when there are too many of them. */
export class RunPace {
  private readonly kernel: Kernel;
  private readonly eventLimit: number;
  private eventCount = 0;
  private nextCheck: number;

  constructor(kernel: Kernel, eventLimit: number) {
    this.kernel = kernel;
    this.eventLimit = eventLimit;
    this.nextCheck = Math.min(eventLimit, CHECK_INTERVAL);
  }

  /** To be called after every event. Throws EndlessRun. */
  tick(): void {
    if (++this.eventCount > this.nextCheck) this.check();
  }

  private check(): void {
    const { eventCount, eventLimit } = this;
    const { nowUs } = this.kernel;
    if (eventCount > eventLimit) throw new EndlessRun(`more than ${eventLimit} events`, nowUs);
    if (eventCount > EVENTS_AT_ONCE + (EVENTS_A_SECOND * nowUs) / 1_000_000) {
      throw new EndlessRun(
        `${eventCount} events and hardly any time between them: somebody tries again and again ` +
          'without a pause; look for latencies, timeouts, intervals and backoffs of 0 or nearly 0',
        nowUs,
      );
    }
    this.nextCheck = Math.min(eventLimit, eventCount + CHECK_INTERVAL);
  }
}
