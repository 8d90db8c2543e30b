import type { BatchRecord, LogRecord } from '../protocol/record.ts';
import { LeaderEpochCache } from './leaderEpochCache.ts';

/**
 * The log of one replica of a partition: records by offset, the log start, and the epochs that
 * wrote them. Mirrors the parts of `UnifiedLog` that partition semantics rest on.
 *
 * Simplified: no segments on disk, no retention by time or size and no compaction; offsets have no
 * gaps.
 */
export class PartitionLog {
  readonly epochs = new LeaderEpochCache();
  private records: LogRecord[] = [];
  private startOffset = 0;

  /** First offset that still exists. */
  get logStartOffset(): number {
    return this.startOffset;
  }

  /** Offset of the next record to be written (LEO). */
  get logEndOffset(): number {
    return this.startOffset + this.records.length;
  }

  /** Appends records under the current leader epoch. Returns the base offset. */
  append(batch: readonly BatchRecord[], leaderEpoch: number): number {
    const baseOffset = this.logEndOffset;
    this.epochs.assign(leaderEpoch, baseOffset);
    for (let index = 0; index < batch.length; index++) {
      const { timestampMs, key, value, headers } = batch[index]!;
      this.records.push({ offset: baseOffset + index, timestampMs, key, value, headers });
    }
    return baseOffset;
  }

  /**
   * Records from `offset` (inclusive) to `endOffset` (exclusive), at most `maxBytes` of them but
   * always at least one if there is one, as a fetch answers.
   */
  read(offset: number, endOffset: number, maxBytes: number): readonly LogRecord[] {
    const from = Math.max(offset - this.startOffset, 0);
    const limit = Math.min(endOffset - this.startOffset, this.records.length);
    let bytes = 0;
    let to = from;
    while (to < limit) {
      bytes += estimateSize(this.records[to]!);
      if (bytes > maxBytes && to > from) break;
      to++;
    }
    return this.records.slice(from, to);
  }

  /**
   * Size in bytes of the records from `offset` to `endOffset`, counted no further than `enough`.
   */
  sizeBetween(offset: number, endOffset: number, enough: number): number {
    let bytes = 0;
    for (let at = offset; at < endOffset && bytes < enough; at++)
      bytes += estimateSize(this.recordAt(at)!);
    return bytes;
  }

  /** The record at this offset, if it exists. */
  recordAt(offset: number): LogRecord | undefined {
    return this.records[offset - this.startOffset];
  }

  /** The first record whose timestamp is not before `timestampMs`. */
  firstAtOrAfter(timestampMs: number, endOffset: number): LogRecord | null {
    for (const record of this.records) {
      if (record.offset >= endOffset) break;
      if (record.timestampMs >= timestampMs) return record;
    }
    return null;
  }

  /**
   * Cuts the log so that `offset` is the next to be written, if it is longer. Empty epochs go in
   * any case.
   */
  truncateTo(offset: number): void {
    const kept = Math.max(offset - this.startOffset, 0);
    if (kept < this.records.length) this.records.length = kept;
    this.epochs.truncateFromEnd(offset);
  }

  /** DeleteRecords: the log start rises to `offset`. */
  deleteRecordsBefore(offset: number): void {
    if (offset <= this.startOffset) return;
    this.records.splice(0, offset - this.startOffset);
    this.startOffset = offset;
    this.epochs.truncateFromStart(offset);
  }
}

/** About what a record takes in a batch; exact sizes are the producer's business. */
function estimateSize(record: LogRecord): number {
  return 12 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
}
