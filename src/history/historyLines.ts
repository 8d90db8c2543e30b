import type { HistoryEvent, HistoryHeader } from './event.ts';

/** Type of the last line of a complete file. No event has it. */
export const END_TYPE = 'end';

/** The last line: a file without it was cut. */
export interface HistoryEnd {
  readonly type: typeof END_TYPE;
  readonly events: number;
  /** Of the events, as `HistoryRecorder` computes it. */
  readonly digest: string;
  /** Digest of the whole run, as the command that made it printed it; '' if there was none. */
  readonly runDigest: string;
}

/** The first line of a history file, without the line feed. */
export function encodeHeader(header: HistoryHeader): string {
  return JSON.stringify(header);
}

/** One event as a line, without the line feed. Fields come in the order of the contract. */
export function encodeEvent(event: HistoryEvent): string {
  return JSON.stringify(event);
}

/** The last line of a history file, without the line feed. */
export function encodeEnd(events: number, digest: string, runDigest: string): string {
  const end: HistoryEnd = { type: END_TYPE, events, digest, runDigest };
  return JSON.stringify(end);
}
