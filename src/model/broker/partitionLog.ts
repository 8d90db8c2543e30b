import type { BatchRecord, LogRecord, RecordHeader } from '../protocol/record.ts';
import { LeaderEpochCache } from './leaderEpochCache.ts';
import { TextColumn } from './textColumn.ts';

const NO_HEADERS: readonly RecordHeader[] = [];

/**
 * The log of one replica of a partition: records by offset, the log start, and the epochs that
 * wrote them. Mirrors the parts of `UnifiedLog` that partition semantics rest on.
 *
 * The records lie in columns and are made into objects when they are read: a long log costs its
 * texts and little more.
 *
 * Simplified: no segments on disk, no retention by time or size and no compaction; offsets have no
 * gaps.
 */
export class PartitionLog {
  readonly epochs = new LeaderEpochCache();
  private readonly timestamps: number[] = [];
  private readonly keys: (string | null)[] = [];
  private readonly values = new TextColumn();
  /** By offset, of the records that have some. */
  private readonly headers = new Map<number, readonly RecordHeader[]>();
  /** Offset of the first record of the columns. */
  private firstOffset = 0;
  private startOffset = 0;

  /** First offset that still exists. */
  get logStartOffset(): number {
    return this.startOffset;
  }

  /** Offset of the next record to be written (LEO). */
  get logEndOffset(): number {
    return this.firstOffset + this.keys.length;
  }

  /** Appends records under the current leader epoch. Returns the base offset. */
  append(batch: readonly BatchRecord[], leaderEpoch: number): number {
    const baseOffset = this.logEndOffset;
    this.epochs.assign(leaderEpoch, baseOffset);
    for (let index = 0; index < batch.length; index++) {
      const { timestampMs, key, value, headers } = batch[index]!;
      this.timestamps.push(timestampMs);
      this.keys.push(key);
      this.values.push(value);
      if (headers.length > 0) this.headers.set(baseOffset + index, headers);
    }
    return baseOffset;
  }

  /**
   * Records from `offset` (inclusive) to `endOffset` (exclusive), at most `maxBytes` of them but
   * always at least one if there is one, as a fetch answers.
   */
  read(offset: number, endOffset: number, maxBytes: number): readonly LogRecord[] {
    const limit = Math.min(endOffset, this.logEndOffset);
    const records: LogRecord[] = [];
    let bytes = 0;
    for (let at = Math.max(offset, this.startOffset); at < limit; at++) {
      const record = this.recordAt(at)!;
      bytes += estimateSize(record);
      if (bytes > maxBytes && records.length > 0) break;
      records.push(record);
    }
    return records;
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
    if (offset < this.startOffset || offset >= this.logEndOffset) return undefined;
    const index = offset - this.firstOffset;
    return {
      offset,
      timestampMs: this.timestamps[index]!,
      key: this.keys[index]!,
      value: this.values.at(index),
      headers: this.headers.size === 0 ? NO_HEADERS : (this.headers.get(offset) ?? NO_HEADERS),
    };
  }

  /** The first record whose timestamp is not before `timestampMs`. */
  firstAtOrAfter(timestampMs: number, endOffset: number): LogRecord | null {
    const limit = Math.min(endOffset, this.logEndOffset);
    for (let at = this.startOffset; at < limit; at++) {
      if (this.timestamps[at - this.firstOffset]! >= timestampMs) return this.recordAt(at)!;
    }
    return null;
  }

  /**
   * Cuts the log so that `offset` is the next to be written, if it is longer. Empty epochs go in
   * any case.
   */
  truncateTo(offset: number): void {
    const endOffset = Math.max(offset, this.startOffset);
    if (endOffset < this.logEndOffset) this.cutAt(endOffset);
    this.epochs.truncateFromEnd(offset);
  }

  /** DeleteRecords: the log start rises to `offset`. */
  deleteRecordsBefore(offset: number): void {
    if (offset <= this.startOffset) return;
    // What lies before the start keeps its memory until all of it is gone.
    if (offset >= this.logEndOffset) {
      this.cutAt(this.firstOffset);
      this.firstOffset = offset;
    }
    this.startOffset = offset;
    this.epochs.truncateFromStart(offset);
  }

  private cutAt(endOffset: number): void {
    const count = endOffset - this.firstOffset;
    this.timestamps.length = count;
    this.keys.length = count;
    this.values.truncate(count);
    for (const offset of this.headers.keys()) if (offset >= endOffset) this.headers.delete(offset);
  }
}

/** About what a record takes in a batch; exact sizes are the producer's business. */
function estimateSize(record: LogRecord): number {
  return 12 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
}
