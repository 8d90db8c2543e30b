import type { HistoryEvent, HistorySink } from '../../history/event.ts';
import { formatEvent } from '../../report/text/formatEvent.ts';
import type { TraceFilter } from '../../report/text/matchesTraceFilter.ts';
import { matchesTraceFilter } from '../../report/text/matchesTraceFilter.ts';

/** Lines are written in pieces of about this many characters. */
const PIECE_LENGTH = 32_768;

/** Prints the events of a run that match a filter, one a line. */
export class TracePrinter implements HistorySink {
  private readonly filter: TraceFilter;
  private readonly write: (text: string) => void;
  private piece = '';

  constructor(filter: TraceFilter, write: (text: string) => void) {
    this.filter = filter;
    this.write = write;
  }

  onEvent(event: HistoryEvent): void {
    if (!matchesTraceFilter(event, this.filter)) return;
    this.piece += `${formatEvent(event)}\n`;
    if (this.piece.length >= PIECE_LENGTH) this.flush();
  }

  /** Writes what is left. */
  flush(): void {
    if (this.piece !== '') this.write(this.piece);
    this.piece = '';
  }
}
