import type { GroupReading } from './groupReading.ts';
import type { RequestTrack } from './requestTrack.ts';

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
  /** By offset: the request of the record; null: it has none; undefined: not known. */
  readonly requestAt: (RequestTrack | null | undefined)[] = [];
  /** By offset: the key of the record. */
  readonly keyAt: (string | null | undefined)[] = [];
  /** By offset: 1 if a producer got the acknowledgement. */
  readonly isAckedAt: number[] = [];
  /** When the log was cut last, or may have been by a change of leader; -1: never. */
  cutAtUs = -1;
  /** By number of the group. */
  readonly readings: (GroupReading | undefined)[] = [];

  constructor(topic: string, partition: number, index: number) {
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

  /**
   * A record is known by its key and request; undefined: whoever told of it does not know the
   * request. False if another request was seen at this offset: the offset was used twice.
   */
  learnRecord(
    offset: number,
    key: string | null,
    request: RequestTrack | null | undefined,
  ): boolean {
    const { requestAt, keyAt } = this;
    while (requestAt.length <= offset) {
      requestAt.push(undefined);
      keyAt.push(undefined);
      this.isAckedAt.push(0);
    }
    if (keyAt[offset] === undefined) {
      keyAt[offset] = key;
      this.knownCount++;
      if (offset >= this.endOffset) this.endOffset = offset + 1;
    }
    if (request === undefined) return true;
    const known = requestAt[offset];
    if (known !== undefined) return known === request;
    requestAt[offset] = request;
    if (request !== null) this.learnPlace(offset, request);
    return true;
  }

  private learnPlace(offset: number, request: RequestTrack): void {
    if (request.partition === null) {
      request.partition = this;
      request.offset = offset;
    }
    // A copy in another topic (dead letters) is no second record of the request.
    if (request.partition.topic === this.topic) request.recordCount++;
  }
}
