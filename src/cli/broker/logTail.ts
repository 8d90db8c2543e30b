import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A line of a node's log. */
export interface LogLine {
  readonly nodeId: number;
  readonly text: string;
}

const CHUNK_BYTES = 1 << 16;

/** Reads a log that grows. */
export class LogTail {
  private readonly nodeId: number;
  private readonly path: string;
  private position = 0;
  private decoder = new TextDecoder();
  private partial = '';

  constructor(nodeId: number, path: string) {
    this.nodeId = nodeId;
    this.path = path;
  }

  /** Whole lines that were not read yet; none if there is no file. */
  readNew(): LogLine[] {
    // First: reading may find that the log was emptied, and what is left over with it.
    const text = this.readText();
    const lines = (this.partial + text).split('\n');
    this.partial = lines.pop()!;
    return lines.map((line) => ({ nodeId: this.nodeId, text: line }));
  }

  /** What stands after the last end of a line. */
  rest(): LogLine[] {
    const { nodeId, partial } = this;
    this.partial = '';
    return partial === '' ? [] : [{ nodeId, text: partial }];
  }

  private readText(): string {
    let descriptor: number;
    try {
      descriptor = openSync(this.path, 'r');
    } catch {
      return '';
    }
    try {
      // A new start empties the log.
      if (fstatSync(descriptor).size < this.position) this.startAgain();
      const bytes = Buffer.alloc(CHUNK_BYTES);
      let text = '';
      for (;;) {
        const count = readSync(descriptor, bytes, 0, CHUNK_BYTES, this.position);
        if (count === 0) return text;
        this.position += count;
        text += this.decoder.decode(bytes.subarray(0, count), { stream: true });
      }
    } finally {
      closeSync(descriptor);
    }
  }

  private startAgain(): void {
    this.position = 0;
    this.partial = '';
    this.decoder = new TextDecoder();
  }
}

/**
 * The lines of several logs in the order of their times. A line without a time belongs to the one
 * before it.
 */
export function mergeByTime(logs: readonly (readonly LogLine[])[]): LogLine[] {
  const timed = logs.flatMap((lines) => {
    let time = '';
    return lines.map((line) => {
      time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/.exec(line.text)?.[0] ?? time;
      return { time, line };
    });
  });
  // Sorting is stable: lines of one time and log stay in order.
  timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return timed.map(({ line }) => line);
}
