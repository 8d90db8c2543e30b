import { Digest } from '../sim/digest.ts';
import type { HistoryEvent, HistorySink } from './event.ts';

/**
 * Takes the events of a run as they happen: mixes each into the digest and hands it to the sinks.
 */
export class HistoryRecorder {
  readonly digest = new Digest();
  private readonly sinks: readonly HistorySink[];
  private events = 0;

  constructor(sinks: readonly HistorySink[]) {
    this.sinks = sinks;
  }

  /** How many events have been recorded. */
  get eventCount(): number {
    return this.events;
  }

  record(event: HistoryEvent): void {
    this.events++;
    mixEvent(this.digest, event);
    for (const sink of this.sinks) sink.onEvent(event);
  }
}

/** Every object of one type has its fields in one order, so values alone tell two events apart. */
function mixEvent(digest: Digest, event: HistoryEvent): void {
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  for (const name in fields) mixValue(digest, fields[name]);
}

function mixValue(digest: Digest, value: unknown): void {
  if (typeof value === 'number') digest.mixInteger(value);
  else if (typeof value === 'string') digest.mixText(value);
  else if (typeof value === 'boolean') digest.mixWord(value ? 1 : 2);
  else if (value === null || value === undefined) digest.mixWord(3);
  else for (const inner of Object.values(value as object)) mixValue(digest, inner);
}
