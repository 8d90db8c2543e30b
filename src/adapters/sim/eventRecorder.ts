import type { HistoryEvent } from '../../history/event.ts';

/** Where adapters tell what happened. */
export interface EventRecorder {
  record(event: HistoryEvent): void;
}
