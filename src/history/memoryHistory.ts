import type { HistoryEvent, HistorySink } from './event.ts';

/** Keeps the events of a run in memory, in order. */
export class MemoryHistory implements HistorySink {
  private readonly kept: HistoryEvent[] = [];

  onEvent(event: HistoryEvent): void {
    this.kept.push(event);
  }

  /** How many events there are. */
  get eventCount(): number {
    return this.kept.length;
  }

  /** All events, oldest first. */
  events(): Iterable<HistoryEvent> {
    return this.kept;
  }
}
