import { Digest } from '../sim/digest.ts';
import type { HistoryEvent, HistoryHeader, HistorySink } from './event.ts';
import { EventDigest } from './eventDigest.ts';
import { encodeEnd, encodeEvent, encodeHeader } from './historyLines.ts';

/** Text is handed on in pieces of about this many characters. */
const PIECE_LENGTH = 65_536;

/**
 * Writes a history as JSON Lines: the header, one event a line, and a last line that makes the file
 * complete. Nothing is kept: a run of any length can be written.
 */
export class HistoryLineWriter implements HistorySink {
  private readonly write: (text: string) => void;
  private readonly digest = new Digest();
  private readonly eventDigest = new EventDigest(this.digest);
  private piece = '';
  private events = 0;

  /** `write` takes the text in order, in pieces that end with a line feed. */
  constructor(header: HistoryHeader, write: (text: string) => void) {
    this.write = write;
    // At once: what is left of a run that is killed early says at least which run it was.
    write(encodeHeader(header) + '\n');
  }

  onEvent(event: HistoryEvent): void {
    this.events++;
    this.eventDigest.mix(event);
    this.piece += encodeEvent(event) + '\n';
    if (this.piece.length >= PIECE_LENGTH) this.flush();
  }

  /**
   * Writes the last line. Call once, after the last event. `runDigest`: of the run, if the backend
   * has one that says more than that of the events.
   */
  finish(runDigest = ''): void {
    this.piece += encodeEnd(this.events, this.digest.toHex(), runDigest) + '\n';
    this.flush();
  }

  private flush(): void {
    this.write(this.piece);
    this.piece = '';
  }
}
