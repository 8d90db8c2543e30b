import { Digest } from '../sim/digest.ts';
import type { HistoryEvent, HistorySink } from './event.ts';
import { EventDigest } from './eventDigest.ts';

/**
 * Takes the events of a run as they happen: mixes each into the digest and hands it to the sinks,
 * in their order.
 */
export class HistoryRecorder {
  /** Of all events so far. */
  readonly digest = new Digest();
  private readonly eventDigest = new EventDigest(this.digest);
  private readonly sinks: readonly HistorySink[];
  private events = 0;

  constructor(sinks: readonly HistorySink[]) {
    this.sinks = sinks;
  }

  /** How many events have been recorded. */
  get eventCount(): number {
    return this.events;
  }

  /** Takes the next event. Its `atUs` is not before that of the one before. */
  record(event: HistoryEvent): void {
    this.events++;
    this.eventDigest.mix(event);
    const { sinks } = this;
    for (let index = 0; index < sinks.length; index++) sinks[index]!.onEvent(event);
  }
}
