import type { HistoryEvent, HistorySink } from '../history/event.ts';

/**
 * The events of a run on real servers, as its processes tell them: those of one process in their
 * order, those of different processes in any. Sorted by time they are the history.
 */
export class EventLog {
  private readonly told: HistoryEvent[] = [];
  private readonly sinks: HistorySink[] = [];
  private readonly lastUs = new Map<string, number>();

  /** Hears of every event as it is told. */
  addSink(sink: HistorySink): void {
    this.sinks.push(sink);
  }

  record(event: HistoryEvent): void {
    this.told.push(event);
    const { process, atUs } = event;
    if (atUs > this.lastTimeOf(process)) this.lastUs.set(process, atUs);
    for (const sink of this.sinks) sink.onEvent(event);
  }

  /** Time of the last event of a process; 0: there is none. */
  lastTimeOf(process: string): number {
    return this.lastUs.get(process) ?? 0;
  }

  /** All events so far, in order of time. */
  inOrder(): HistoryEvent[] {
    return sortEvents(this.told);
  }
}

/** Events in order of time; those of one moment stay in the order in which they came. */
export function sortEvents(events: readonly HistoryEvent[]): HistoryEvent[] {
  return [...events].sort((a, b) => a.atUs - b.atUs);
}
