import type { FetchPartitionResponse } from '../../protocol/responses.ts';
import type { LogRecord } from '../../protocol/record.ts';

/** Records of one partition that a fetch brought and polls take out. Mirrors `CompletedFetch`. */
export class CompletedFetch {
  readonly response: FetchPartitionResponse;
  private nextOffset: number;
  private nextIndex = 0;
  /** Its error and its place in the log have been checked against the partition's position. */
  isInitialized = false;
  private consumed = false;

  /** `fetchOffset`: what the request asked for. Records below it are skipped. */
  constructor(response: FetchPartitionResponse, fetchOffset: number) {
    this.response = response;
    this.nextOffset = fetchOffset;
    const { records } = response;
    while (this.nextIndex < records.length && records[this.nextIndex]!.offset < fetchOffset)
      this.nextIndex++;
  }

  get topic(): string {
    return this.response.topic;
  }

  get partition(): number {
    return this.response.partition;
  }

  /**
   * Where the next fetch of the partition begins once everything taken so far has been returned.
   */
  get nextFetchOffset(): number {
    return this.nextOffset;
  }

  /** Leader epoch of the last record taken; -1: unknown. */
  get lastEpoch(): number {
    return this.response.lastRecordEpoch;
  }

  /** True if it is used up, or was thrown away. */
  get isConsumed(): boolean {
    return this.consumed;
  }

  /** True if it has returned records. */
  get hasReturned(): boolean {
    return this.nextIndex > 0;
  }

  drain(): void {
    this.consumed = true;
  }

  /**
   * Takes at most `limit` records. As in Kafka, it is used up only when it is asked for one more
   * record than it has: a chunk of exactly `limit` records still counts as buffered at the next
   * poll.
   */
  take(limit: number): readonly LogRecord[] {
    const { records } = this.response;
    const available = records.length - this.nextIndex;
    const startIndex = this.nextIndex;
    this.nextIndex += Math.min(available, limit);
    if (this.nextIndex > startIndex) this.nextOffset = records[this.nextIndex - 1]!.offset + 1;
    if (available < limit) this.consumed = true;
    // The broker's own list is handed on when all of it is taken.
    if (startIndex === 0 && this.nextIndex === records.length) return records;
    return records.slice(startIndex, this.nextIndex);
  }
}
