import type { GroupReading } from './groupReading.ts';
import { growColumn } from '../../history/growColumn.ts';
import type { RequestTrack } from './requestTrack.ts';
import type { RunTrack } from './runTrack.ts';

const INITIAL_RECORDS = 64;

/** What a column of records holds besides numbers, which are written plus `first`. */
const CODE = { unknown: 0, none: 1, first: 2 } as const;

/** What the history has told about one partition so far. */
export class PartitionTrack {
  readonly topic: string;
  readonly partition: number;
  /** `topic-partition`. */
  readonly name: string;
  /** Number among all partitions of the run. */
  readonly index: number;
  /** Next offset to be written. */
  endOffset = 0;
  /** Records appended, as the broker tells; -1: it does not. */
  appendedCount = -1;
  /** Records that a producer or a worker told of. */
  knownCount = 0;
  /** When the log was cut last, or may have been by a change of leader; -1: never. */
  cutAtUs = -1;
  /** By number of the group. */
  readonly readings: (GroupReading | undefined)[] = [];
  private readonly run: RunTrack;
  /** By offset: the request of the record. */
  private requests = new Int32Array(INITIAL_RECORDS);
  /** By offset: the key of the record. */
  private keyTexts = new Int32Array(INITIAL_RECORDS);
  /** By offset: 1 if a producer got the acknowledgement. */
  private acks = new Uint8Array(INITIAL_RECORDS);
  private toldEnd = 0;

  constructor(run: RunTrack, topic: string, partition: number, index: number) {
    this.run = run;
    this.topic = topic;
    this.partition = partition;
    this.name = `${topic}-${partition}`;
    this.index = index;
  }

  /** The name of one record. */
  recordName(offset: number): string {
    return `${this.name}@${offset}`;
  }

  /** The leader has appended records. Below the known end: its log was shorter. */
  append(baseOffset: number, count: number, atUs: number): void {
    if (baseOffset < this.endOffset) this.cutAtUs = atUs;
    this.appendedCount = Math.max(this.appendedCount, 0) + count;
    this.endOffset = baseOffset + count;
  }

  /** End of the records that anybody has told of. */
  get toldEndOffset(): number {
    return this.toldEnd;
  }

  /** The request of the record; null: it has none; undefined: not known. */
  requestAt(offset: number): RequestTrack | null | undefined {
    const code = offset < this.toldEnd ? this.requests[offset]! : CODE.unknown;
    if (code === CODE.unknown) return undefined;
    return code === CODE.none ? null : this.run.requests.at(code - CODE.first);
  }

  /** The keys of the records, each once, in the order of the log. */
  distinctKeys(): string[] {
    const codes = new Set(this.keyTexts.subarray(0, this.toldEnd));
    codes.delete(CODE.unknown);
    codes.delete(CODE.none);
    return [...codes].map((code) => this.run.keys.textOf(code - CODE.first));
  }

  /** True if a producer got the acknowledgement of the record. */
  isAckedAt(offset: number): boolean {
    return offset < this.toldEnd && this.acks[offset] === 1;
  }

  /** A producer got the acknowledgement of a record that is known. */
  acknowledge(offset: number): void {
    this.acks[offset] = 1;
  }

  /**
   * A record is known by its key and request; undefined: whoever told of it does not know the
   * request. False if another request was seen at this offset: the offset was used twice.
   */
  learnRecord(
    offset: number,
    key: string | null,
    request: RequestTrack | null | undefined,
  ): boolean {
    if (offset >= this.toldEnd) this.makeRoom(offset + 1);
    if (this.keyTexts[offset] === CODE.unknown) {
      this.keyTexts[offset] = key === null ? CODE.none : CODE.first + this.run.keys.intern(key);
      this.knownCount++;
      if (offset >= this.endOffset) this.endOffset = offset + 1;
    }
    if (request === undefined) return true;
    const code = request === null ? CODE.none : CODE.first + request.number;
    const known = this.requests[offset]!;
    if (known !== CODE.unknown) return known === code;
    this.requests[offset] = code;
    if (request !== null) this.learnPlace(offset, request);
    return true;
  }

  private makeRoom(endOffset: number): void {
    this.requests = growColumn(this.requests, endOffset);
    this.keyTexts = growColumn(this.keyTexts, endOffset);
    this.acks = growColumn(this.acks, endOffset);
    this.toldEnd = endOffset;
  }

  private learnPlace(offset: number, request: RequestTrack): void {
    const { partition } = request;
    if (partition === null) request.place(this, offset);
    // A copy in another topic (dead letters) is no second record of the request.
    if (partition === null || partition.topic === this.topic) request.recordCount++;
  }
}
