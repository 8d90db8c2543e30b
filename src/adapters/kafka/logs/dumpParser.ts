import type { DumpBatch, DumpControl, DumpEntry, DumpRecord } from './dumpEntry.ts';
import { KafkaLogFormatError } from './kafkaLogFormatError.ts';

/**
 * How keys and values are printed. `text`: as they are, line ends and all, so that their sizes must
 * be counted. `decoded`: as JSON on one line.
 */
export type DumpMode = 'text' | 'decoded';

const LINE_END = 0x0a;
const TIME = '(?:CreateTime|LogAppendTime|NoTimestampType)';
const RECORD_HEAD = new RegExp(
  String.raw`^\| offset: (\d+) ${TIME}: (-?\d+) keySize: (-?\d+) valueSize: (-?\d+) ` +
    String.raw`sequence: (-?\d+) headerKeys: \[`,
);
const BATCH = new RegExp(
  String.raw`^baseOffset: (\d+) lastOffset: (\d+) count: \S+ baseSequence: (-?\d+) ` +
    String.raw`lastSequence: (-?\d+) producerId: (-?\d+) producerEpoch: (-?\d+) ` +
    String.raw`partitionLeaderEpoch: (-?\d+) isTransactional: (true|false) ` +
    String.raw`isControl: (true|false) deleteHorizonMs: \S+ position: (\d+) ${TIME}: (-?\d+) ` +
    String.raw`size: (\d+) magic: 2 compresscodec: (\S+) crc: (\d+) isvalid: (true|false)$`,
);
const SEGMENT = /^Dumping (.+)$/;
const TRAILING = /^Found (\d+) invalid bytes at the end of /;
const PREAMBLE = /^Log starting offset: \d+$/;
const REPLACEMENT = '\ufffd';

/** Reads the output of DumpLogSegments as it comes. Throws KafkaLogFormatError. */
export class DumpParser {
  private readonly mode: DumpMode;
  private pending: Buffer = Buffer.alloc(0);
  private file = 'before the first segment';
  private batch: DumpBatch | null = null;
  private hasEnded = false;

  constructor(mode: DumpMode) {
    this.mode = mode;
  }

  /** The entries that are whole now. */
  push(bytes: Uint8Array): DumpEntry[] {
    this.pending = Buffer.concat([this.pending, bytes]);
    return this.takeWhole();
  }

  /** The output has ended: the last entries. Nothing may be left over. */
  end(): DumpEntry[] {
    this.hasEnded = true;
    const entries = this.takeWhole();
    if (this.pending.length === 0) return entries;
    throw this.unknown('the output ends in the middle of', this.pending.toString('utf8'));
  }

  private takeWhole(): DumpEntry[] {
    const entries: DumpEntry[] = [];
    for (;;) {
      const length = this.wholeLength();
      if (length === null) return entries;
      const entry = this.parse(this.pending.subarray(0, length));
      this.pending = this.pending.subarray(length + 1);
      if (entry !== null) entries.push(entry);
    }
  }

  /** Length of what comes next, without its last line end; `null`: more is needed. */
  private wholeLength(): number | null {
    const { pending } = this;
    const lineLength = pending.indexOf(LINE_END);
    if (lineLength < 0) return null;
    if (this.mode !== 'text' || this.batch?.isControl === true) return lineLength;
    const head = RECORD_HEAD.exec(pending.toString('utf8', 0, lineLength));
    if (head === null) return lineLength;
    const sizes = { key: Number(head[3]), value: Number(head[4]) };
    const contents = contentsOf(pending, Buffer.byteLength(head[0]), sizes);
    if (contents === null) return lineLength;
    if (pending.length <= contents.end) return this.hasEnded ? lineLength : null;
    // Other characters stand for bytes that are no UTF-8: then the sizes are not those printed.
    return pending[contents.end] === LINE_END ? contents.end : lineLength;
  }

  private parse(bytes: Buffer): DumpEntry | null {
    const text = bytes.toString('utf8');
    if (text.startsWith('| offset: ')) return this.parseRecord(bytes, text);
    if (text.startsWith('baseOffset: ')) {
      this.batch = this.parseBatch(text);
      return this.batch;
    }
    const file = SEGMENT.exec(text)?.[1];
    if (file !== undefined) {
      this.file = file;
      this.batch = null;
      return { type: 'Segment', file };
    }
    const trailing = TRAILING.exec(text)?.[1];
    if (trailing !== undefined) return { type: 'Trailing', byteCount: Number(trailing) };
    if (PREAMBLE.test(text)) return null;
    throw this.unknown('unknown line', text);
  }

  private parseBatch(text: string): DumpBatch {
    const match = BATCH.exec(text);
    if (match === null) throw this.unknown('unknown form of a batch', text);
    if (match[15] !== 'true') throw this.unknown('damaged batch', text);
    const number = (index: number): number => Number(match[index]);
    return {
      type: 'Batch',
      baseOffset: number(1),
      lastOffset: number(2),
      producerId: number(5),
      producerEpoch: number(6),
      baseSequence: number(3),
      lastSequence: number(4),
      partitionLeaderEpoch: number(7),
      isTransactional: match[8] === 'true',
      isControl: match[9] === 'true',
      timestampMs: number(11),
      position: number(10),
      sizeBytes: number(12),
      compression: match[13]!,
      crc: number(14),
    };
  }

  private parseRecord(bytes: Buffer, text: string): DumpRecord | DumpControl {
    const head = RECORD_HEAD.exec(text);
    if (head === null || this.batch === null) throw this.unknown('unknown form of a record', text);
    const offset = Number(head[1]);
    const timestampMs = Number(head[2]);
    const afterHead = text.slice(head[0].length);
    if (this.batch.isControl) {
      return { type: 'Control', offset, timestampMs, text: afterHead.replace(/^.*?\] ?/, '') };
    }
    const sizes = { key: Number(head[3]), value: Number(head[4]) };
    const contents =
      this.mode === 'text'
        ? this.textContents(bytes, Buffer.byteLength(head[0]), sizes, text)
        : this.decodedContents(afterHead, text);
    return { type: 'Record', offset, timestampMs, sequence: Number(head[5]), ...contents };
  }

  private textContents(bytes: Buffer, start: number, sizes: Sizes, text: string): RecordContents {
    const found = contentsOf(bytes, start, sizes);
    if (found !== null && found.end === bytes.length) {
      const { headerKeys, key, value } = found;
      const isText = !`${key ?? ''}${value ?? ''}`.includes(REPLACEMENT);
      return { headerKeys, key, value, isText };
    }
    const after = text.slice(RECORD_HEAD.exec(text)![0].length);
    const match = /^(.*?)\](?: key: (.*?))?(?: payload: (.*))?$/s.exec(after);
    if (match === null || !text.includes(REPLACEMENT))
      throw this.unknown('a record whose sizes do not fit what is printed', text);
    const [, keys = '', key = null, value = null] = match;
    return { headerKeys: headerKeysOf(keys), key, value, isText: false };
  }

  /** A JSON key may itself hold the word that ends it: the first end that makes sense counts. */
  private decodedContents(afterHead: string, text: string): RecordContents {
    const match = /^(.*?)\] (key|payload): (.*)$/s.exec(afterHead);
    if (match === null) throw this.unknown('a record without contents', text);
    const headerKeys = headerKeysOf(match[1]!);
    const rest = match[3]!;
    if (match[2] === 'payload') return { headerKeys, key: null, value: rest, isText: true };
    const separator = ' payload: ';
    for (let at = rest.indexOf(separator); at >= 0; at = rest.indexOf(separator, at + 1)) {
      const key = rest.slice(0, at);
      if (isJson(key))
        return { headerKeys, key, value: rest.slice(at + separator.length), isText: true };
    }
    throw this.unknown('a record that the tool could not decode', text);
  }

  private unknown(problem: string, text: string): KafkaLogFormatError {
    return new KafkaLogFormatError(this.file, problem, text);
  }
}

interface Sizes {
  readonly key: number;
  readonly value: number;
}

type RecordContents = Pick<DumpRecord, 'headerKeys' | 'key' | 'value' | 'isText'>;

interface FoundContents extends Omit<RecordContents, 'isText'> {
  /** Where the record ends. */
  readonly end: number;
}

/** Header keys, key and value by their sizes in bytes; `null`: the sizes do not fit the text. */
function contentsOf(bytes: Buffer, start: number, sizes: Sizes): FoundContents | null {
  const keyMark = Buffer.from('] key: ');
  const valueMark = Buffer.from(' payload: ');
  const close = bytes.indexOf(
    sizes.key >= 0 ? keyMark : sizes.value >= 0 ? '] payload: ' : ']',
    start,
  );
  if (close < 0) return null;
  const headerKeys = headerKeysOf(bytes.toString('utf8', start, close));
  let position = close + 1;
  let key: string | null = null;
  if (sizes.key >= 0) {
    position = close + keyMark.length;
    key = bytes.toString('utf8', position, (position += sizes.key));
  }
  if (sizes.value < 0) return { headerKeys, key, value: null, end: position };
  const mark = bytes.subarray(position, position + valueMark.length);
  const isCut = position + valueMark.length > bytes.length;
  if (!isCut && !mark.equals(valueMark)) return null;
  position += valueMark.length;
  const value = bytes.toString('utf8', position, (position += sizes.value));
  return { headerKeys, key, value, end: position };
}

function headerKeysOf(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
