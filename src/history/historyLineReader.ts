import { Digest } from '../sim/digest.ts';
import { decodeEvent, isJsonObject } from './decodeEvent.ts';
import type { JsonObject } from './decodeEvent.ts';
import { decodeHeader } from './decodeHeader.ts';
import type { HistoryHeader, HistorySink } from './event.ts';
import { EventDigest } from './eventDigest.ts';
import { HistoryFormatError } from './historyFormatError.ts';
import { END_TYPE } from './historyLines.ts';

/** What was read. The events went to the sink. */
export interface HistoryReading {
  readonly header: HistoryHeader;
  readonly eventCount: number;
  /** Of the events read. */
  readonly digest: string;
  /** Digest of the whole run as the file says it; '' if it does not. */
  readonly runDigest: string;
  /** True if the file ends as a finished run ends, and nothing is missing or changed. */
  readonly isComplete: boolean;
  /** One sentence: why the file is not complete; '' if it is. */
  readonly problem: string;
}

/**
 * Reads a history line by line. A file that was cut, even within a line, is read as far as it goes
 * and is not complete; a line that is wrong in the middle of the file is an error.
 */
export class HistoryLineReader {
  private readonly openSink: (header: HistoryHeader) => HistorySink;
  private readonly digest = new Digest();
  private readonly eventDigest = new EventDigest(this.digest);
  private header: HistoryHeader | null = null;
  private sink: HistorySink | null = null;
  private line = 0;
  private events = 0;
  private lastUs = 0;
  private end: JsonObject | null = null;
  private brokenLine = 0;

  /** `openSink` is called once, when the header has been read. */
  constructor(openSink: (header: HistoryHeader) => HistorySink) {
    this.openSink = openSink;
  }

  /** Takes the next line, with or without its line feed. Throws HistoryFormatError. */
  readLine(text: string): void {
    this.line++;
    if (text.trim() === '') return;
    if (this.brokenLine > 0) throw new HistoryFormatError(this.brokenLine, 'not a JSON object');
    if (this.end !== null)
      throw new HistoryFormatError(this.line, 'there is text after the end of the history');
    const value = parseObject(text);
    // Whether this is an error depends on what follows: a file may be cut within its last line.
    if (value === null) this.brokenLine = this.line;
    else if (this.header === null) this.readHeader(value);
    else if (value['type'] === END_TYPE) this.end = value;
    else this.readEvent(value);
  }

  /** The file has ended. Throws HistoryFormatError if it has no header. */
  finish(): HistoryReading {
    if (this.header === null)
      throw new HistoryFormatError(1, 'this is no history: there is no header');
    const problem = this.findProblem();
    return {
      header: this.header,
      eventCount: this.events,
      digest: this.digest.toHex(),
      runDigest: this.runDigest(),
      isComplete: problem === '',
      problem,
    };
  }

  private readHeader(value: JsonObject): void {
    this.header = decodeHeader(value, this.line);
    this.sink = this.openSink(this.header);
  }

  private readEvent(value: JsonObject): void {
    const event = decodeEvent(value, this.line);
    if (event.atUs < this.lastUs) {
      throw new HistoryFormatError(
        this.line,
        `${event.atUs} us is before the event above, ${this.lastUs} us`,
      );
    }
    this.lastUs = event.atUs;
    this.events++;
    this.eventDigest.mix(event);
    this.sink!.onEvent(event);
  }

  private runDigest(): string {
    const digest = this.end?.['runDigest'];
    return typeof digest === 'string' ? digest : '';
  }

  private findProblem(): string {
    if (this.brokenLine > 0) return `The file is cut within line ${this.brokenLine}.`;
    if (this.end === null)
      return `The file is cut after line ${this.line}: its last line is missing.`;
    if (this.end['events'] !== this.events) {
      return (
        `The file should have ${JSON.stringify(this.end['events'])} events and has ` +
        `${this.events}.`
      );
    }
    if (this.end['digest'] !== this.digest.toHex()) {
      return 'The events have been changed: their digest is not the one in the last line.';
    }
    return '';
  }
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
