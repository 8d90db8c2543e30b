import type { ErrorCode } from '../protocol/errorCode.ts';
import type { RecordBatch } from '../protocol/record.ts';

/**
 * The broker remembers this many batches of a producer
 * (`ProducerStateEntry.NUM_BATCHES_TO_RETAIN`).
 */
const RETAINED_BATCH_COUNT = 5;
const MAX_SEQUENCE = 2147483647;

/** Where one batch of a producer lies in the log; both ends inclusive. */
export interface BatchMetadata {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** What the log knows of one producer. */
export interface ProducerStateEntry {
  readonly epoch: number;
  /** The last batches of the current epoch, oldest first, at most five. */
  readonly batches: readonly BatchMetadata[];
  readonly lastTimestampMs: number;
}

/** What to do with a client's batch. */
export type AppendCheck =
  | { readonly type: 'append' }
  /** Written before: answer with where. */
  | { readonly type: 'duplicate'; readonly firstOffset: number; readonly lastOffset: number }
  | { readonly type: 'error'; readonly error: ErrorCode };

interface AppendedBatch extends BatchMetadata {
  readonly producerId: number;
  readonly epoch: number;
  readonly timestampMs: number;
}

/** What a snapshot file keeps: of each producer only its last batch. */
interface Snapshot {
  /** The state is that before this offset. */
  readonly offset: number;
  readonly entries: ReadonlyMap<number, ProducerStateEntry>;
}

const APPEND: AppendCheck = { type: 'append' };
/** producer.id.expiration.ms. */
const DEFAULT_EXPIRATION_MS = 86_400_000;

/**
 * The sequence numbers of idempotent producers in one partition. Mirrors `ProducerStateManager`,
 * `ProducerAppendInfo` and `ProducerStateEntry`.
 *
 * Simplified: no transactions.
 * Simplified: the log is one segment, so that snapshots are taken only where it is cut.
 */
export class ProducerState {
  private readonly expirationMs: number;
  private readonly entries = new Map<number, ProducerStateEntry>();
  private appended: AppendedBatch[] = [];
  private snapshots: Snapshot[] = [];
  private logStartOffset = 0;

  constructor(expirationMs: number = DEFAULT_EXPIRATION_MS) {
    this.expirationMs = expirationMs;
  }

  /** Producer id to what is known of it. */
  all(): ReadonlyMap<number, ProducerStateEntry> {
    return this.entries;
  }

  /**
   * Checks a batch of a client against what its producer has written here. INVALID_PRODUCER_EPOCH
   * for an older epoch; OUT_OF_ORDER_SEQUENCE_NUMBER unless it follows the last batch, or begins a
   * new epoch at 0. A producer that is not known may begin anywhere.
   */
  check(batch: RecordBatch): AppendCheck {
    const entry = this.entries.get(batch.producerId);
    if (entry === undefined) return APPEND;
    const { baseSequence, producerEpoch } = batch;
    if (producerEpoch === entry.epoch) {
      const lastSequence = sequenceAfter(baseSequence, batch.records.length - 1);
      for (const known of entry.batches) {
        if (known.firstSequence === baseSequence && known.lastSequence === lastSequence) {
          return {
            type: 'duplicate',
            firstOffset: known.firstOffset,
            lastOffset: known.lastOffset,
          };
        }
      }
    }
    if (producerEpoch < entry.epoch) return { type: 'error', error: 'INVALID_PRODUCER_EPOCH' };
    const expected =
      producerEpoch > entry.epoch ? 0 : sequenceAfter(entry.batches.at(-1)!.lastSequence, 1);
    if (baseSequence !== expected) return { type: 'error', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };
    return APPEND;
  }

  /** The batch has been appended from `firstOffset` on. */
  append(batch: RecordBatch, firstOffset: number, nowMs: number): void {
    const { producerId, producerEpoch: epoch, baseSequence: firstSequence } = batch;
    const count = batch.records.length;
    const appended: AppendedBatch = {
      firstSequence,
      lastSequence: sequenceAfter(firstSequence, count - 1),
      firstOffset,
      lastOffset: firstOffset + count - 1,
      producerId,
      epoch,
      timestampMs: nowMs,
    };
    this.appended.push(appended);
    this.replay(appended);
  }

  /** Forgets producers whose last batch is `producer.id.expiration.ms` old, or older. */
  expire(nowMs: number): void {
    for (const [producerId, entry] of this.entries) {
      if (this.isExpired(entry, nowMs)) this.entries.delete(producerId);
    }
  }

  /**
   * The log, which ended at `logEndOffset`, is cut at `offset`; a batch that reaches over the cut
   * goes as a whole. The state is loaded from the newest snapshot that is left, which knows only
   * the last batch of each producer, and brought up to the cut from the batches behind it. So
   * producers that had expired can come back until the next `expire`; but where no producer was
   * known before the cut, Kafka does not look into the log.
   */
  truncateTo(offset: number, logEndOffset: number, nowMs: number): void {
    if (offset >= logEndOffset) return;
    const wasEmpty = this.entries.size === 0;
    this.appended = this.appended.filter((batch) => batch.lastOffset < offset);
    this.logStartOffset = Math.min(offset, this.logStartOffset);
    this.snapshots = this.snapshots.filter(
      (snapshot) => snapshot.offset <= offset && snapshot.offset > this.logStartOffset,
    );
    const loadedOffset = this.loadFromSnapshot(nowMs);
    if (offset === loadedOffset) return;
    if (!wasEmpty) {
      for (const batch of this.appended) if (batch.lastOffset >= loadedOffset) this.replay(batch);
    }
    this.takeSnapshot(offset);
  }

  /** The log start rose to `offset`: batches that lie below it can no longer be computed anew. */
  deleteRecordsBefore(offset: number): void {
    if (offset <= this.logStartOffset) return;
    this.logStartOffset = offset;
    this.appended = this.appended.filter((batch) => batch.lastOffset >= offset);
  }

  /**
   * Replaces the state by the newest snapshot, or by nothing. Answers up to which offset it goes.
   */
  private loadFromSnapshot(nowMs: number): number {
    this.entries.clear();
    const snapshot = this.snapshots.at(-1);
    if (snapshot === undefined) return this.logStartOffset;
    for (const [producerId, entry] of snapshot.entries) {
      if (!this.isExpired(entry, nowMs)) this.entries.set(producerId, entry);
    }
    return snapshot.offset;
  }

  private takeSnapshot(offset: number): void {
    const entries = new Map<number, ProducerStateEntry>();
    for (const [producerId, { epoch, batches, lastTimestampMs }] of this.entries) {
      entries.set(producerId, { epoch, batches: batches.slice(-1), lastTimestampMs });
    }
    this.snapshots.push({ offset, entries });
  }

  private isExpired(entry: ProducerStateEntry, nowMs: number): boolean {
    return nowMs - entry.lastTimestampMs >= this.expirationMs;
  }

  private replay(appended: AppendedBatch): void {
    const { producerId, epoch, timestampMs: lastTimestampMs } = appended;
    const before = this.entries.get(producerId);
    const kept = before !== undefined && before.epoch === epoch ? before.batches : [];
    const batches = [...kept.slice(kept.length >= RETAINED_BATCH_COUNT ? 1 : 0), appended];
    this.entries.set(producerId, { epoch, batches, lastTimestampMs });
  }
}

/** `sequence` + `increment`; behind 2147483647 comes 0. */
function sequenceAfter(sequence: number, increment: number): number {
  return sequence > MAX_SEQUENCE - increment
    ? increment - (MAX_SEQUENCE - sequence) - 1
    : sequence + increment;
}
