import { createReadStream } from 'node:fs';
import { createGunzip, gzipSync } from 'node:zlib';
import type { HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
import { HistoryFormatError } from '../../history/historyFormatError.ts';
import type { HistoryReading } from '../../history/historyLineReader.ts';
import { HistoryLineWriter } from '../../history/historyLineWriter.ts';
import { readHistoryLines } from '../../history/readHistoryLines.ts';
import type { FileProbe } from './atomicFile.ts';
import { AtomicFile } from './atomicFile.ts';

/**
 * Writes a history to a file while the run goes on: to `<path>.tmp`, which gets its name when the
 * run has ended. A path that ends in `.gz` is compressed. What a run leaves that was killed is
 * `<path>.tmp`, readable as far as it goes.
 */
export class HistoryFile implements HistorySink {
  private readonly file: AtomicFile;
  private readonly lines: HistoryLineWriter;

  /** Throws the error of the file system. `probe`: hears of every step, for tests. */
  constructor(path: string, header: HistoryHeader, probe?: FileProbe) {
    const file = new AtomicFile(path, probe);
    this.file = file;
    // Compressed pieces one after the other are a valid gzip file.
    const write = path.endsWith('.gz')
      ? (text: string): void => file.write(gzipSync(text))
      : (text: string): void => file.write(text);
    this.lines = new HistoryLineWriter(header, write);
  }

  onEvent(event: HistoryEvent): void {
    this.lines.onEvent(event);
  }

  /**
   * The run has ended: writes the last line and gives the file its name. `runDigest`: of the run,
   * so that a report drawn from the file shows the digest that the command printed.
   */
  finish(runDigest = ''): void {
    this.lines.finish(runDigest);
    this.file.commit();
  }

  /** The run failed: nothing is left. */
  discard(): void {
    this.file.discard();
  }
}

/**
 * Reads a history file, plain or `.gz`. Rejects with HistoryFormatError, which names the line, or
 * with the error of the file system.
 */
export async function readHistoryFile(
  path: string,
  openSink: (header: HistoryHeader) => HistorySink,
): Promise<HistoryReading> {
  return readHistoryLines(readLines(path), openSink);
}

/** The lines of a text file. Only a line feed ends a line: other separators may be in a text. */
async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of readBytes(path)) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz') && !path.endsWith('.gz.tmp')) {
    yield* file as AsyncIterable<Uint8Array>;
    return;
  }
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } catch (error) {
    // A compressed file that was cut: what was readable has been read, and its last line is
    // missing.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'Z_BUF_ERROR') return;
    if (!code.startsWith('Z_')) throw error;
    throw new HistoryFormatError(1, 'this is no gzip file, or it is damaged');
  }
}
