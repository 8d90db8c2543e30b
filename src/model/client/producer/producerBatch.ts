import type { BatchRecord, RecordBatch } from '../../protocol/record.ts';
import type { FlushResult } from './flushResult.ts';
import { IllegalStateException } from './illegalStateException.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import {
  estimateSizeInBytesUpperBound,
  RECORD_BATCH_OVERHEAD,
  sizeOfRecord,
  sizeOfRecordData,
} from './recordSize.ts';
import type { SendCallback, SendFailure } from './sendOutcome.ts';

/** Sequence number of a batch that has none. */
export const NO_SEQUENCE = -1;

/** How a batch ended. */
export type FinalState = 'ABORTED' | 'FAILED' | 'SUCCEEDED';

/** A producer id with its epoch; -1 and -1: none. */
export interface ProducerIdAndEpoch {
  readonly producerId: number;
  readonly epoch: number;
}

/** Why a batch failed; whether it is in a log, the batch knows. */
export type BatchFailure = Omit<SendFailure, 'definite'>;

/**
 * Records of one partition that are sent together. Mirrors `ProducerBatch` and what it needs of
 * `MemoryRecordsBuilder`, for records that are not compressed.
 *
 * Besides, it remembers whether an attempt may have been written, so that a failure can say whether
 * it is certain that nothing was.
 */
export class ProducerBatch {
  readonly queue: PartitionQueue;
  /** From here delivery.timeout.ms counts. */
  readonly createdUs: number;
  /** A part of a batch that was too large. */
  readonly isSplitBatch: boolean;
  /** Bytes taken from buffer.memory. */
  readonly allocatedSize: number;
  readonly records: BatchRecord[] = [];
  /** Set while a request with this batch is on its way. */
  isInflight = false;
  isBufferDeallocated = false;
  finalState: FinalState | null = null;
  producerId = -1;
  producerEpoch = -1;
  baseSequence = NO_SEQUENCE;
  private readonly callbacks: SendCallback[] = [];
  private readonly writeLimit: number;
  private flushes: FlushResult[] | null = null;
  private sizeInBytes = RECORD_BATCH_OVERHEAD;
  private largestRecordSize = 0;
  private isOpenForAppends = true;
  private attemptCount = 0;
  private lastAttemptUs: number;
  private lastAppendUs: number;
  private backoffUs = 0;
  private hasBeenRetried = false;
  private isReopened = false;
  private mayBeWritten = false;
  private currentLeaderEpoch = -1;
  private attemptsWhenLeaderLastChanged = 0;

  /** `capacity`: bytes, at least those of the first record. */
  constructor(queue: PartitionQueue, createdUs: number, capacity: number, isSplitBatch: boolean) {
    this.queue = queue;
    this.createdUs = createdUs;
    this.lastAttemptUs = createdUs;
    this.lastAppendUs = createdUs;
    this.writeLimit = capacity;
    this.allocatedSize = capacity;
    this.isSplitBatch = isSplitBatch;
  }

  get recordCount(): number {
    return this.records.length;
  }

  get estimatedSizeInBytes(): number {
    return this.sizeInBytes;
  }

  /** Upper bound of the largest record's size as a batch of its own. */
  get maxRecordSize(): number {
    return this.largestRecordSize;
  }

  /** How often it was put back to be sent again. */
  get attempts(): number {
    return this.attemptCount;
  }

  /** True after the first retry, also if the count of attempts was carried over. */
  get inRetry(): boolean {
    return this.hasBeenRetried;
  }

  get isDone(): boolean {
    return this.finalState !== null;
  }

  /** Nothing more can be appended, or nothing more should be. */
  get isFull(): boolean {
    return (
      !this.isOpenForAppends || (this.records.length > 0 && this.writeLimit <= this.sizeInBytes)
    );
  }

  get hasSequence(): boolean {
    return this.baseSequence !== NO_SEQUENCE;
  }

  /** As a 32-bit integer, as Kafka computes it. */
  get lastSequence(): number {
    return (this.baseSequence + this.records.length - 1) | 0;
  }

  /** Its sequence was rewritten since it was last sent. */
  get sequenceHasBeenReset(): boolean {
    return this.isReopened;
  }

  /** Bytes by which the batch grew; -1: the record does not fit. The first record always does. */
  tryAppend(record: BatchRecord, dataSize: number, callback: SendCallback, nowUs: number): number {
    const count = this.records.length;
    let size;
    if (count === 0) size = sizeOfRecord(dataSize, 0, 0);
    else {
      if (this.isFull) return -1;
      size = sizeOfRecord(dataSize, count, record.timestampMs - this.records[0]!.timestampMs);
      if (this.writeLimit < this.sizeInBytes + size) return -1;
    }
    this.records.push(record);
    this.callbacks.push(callback);
    this.sizeInBytes += size;
    const upperBound = estimateSizeInBytesUpperBound(dataSize);
    if (upperBound > this.largestRecordSize) this.largestRecordSize = upperBound;
    this.lastAppendUs = nowUs;
    return size;
  }

  closeForRecordAppends(): void {
    this.isOpenForAppends = false;
  }

  /** The batch is about to be sent. */
  close(): void {
    this.isOpenForAppends = false;
    this.isReopened = false;
  }

  setProducerState(id: ProducerIdAndEpoch, baseSequence: number): void {
    this.producerId = id.producerId;
    this.producerEpoch = id.epoch;
    this.baseSequence = baseSequence;
  }

  /** Gives a batch that has been sent another identity: the epoch was bumped. */
  resetProducerState(id: ProducerIdAndEpoch, baseSequence: number): void {
    this.isReopened = true;
    this.setProducerState(id, baseSequence);
  }

  /** It will be sent again, after a backoff. */
  reenqueued(nowUs: number, backoffUs: number): void {
    this.attemptCount++;
    this.backoffUs = backoffUs;
    this.lastAttemptUs = Math.max(this.lastAppendUs, nowUs);
    this.lastAppendUs = this.lastAttemptUs;
    this.hasBeenRetried = true;
  }

  /** Since the last attempt, or since its creation. */
  waitedTimeUs(nowUs: number): number {
    return Math.max(0, nowUs - this.lastAttemptUs);
  }

  hasReachedDeliveryTimeout(deliveryTimeoutUs: number, nowUs: number): boolean {
    return deliveryTimeoutUs <= nowUs - this.createdUs;
  }

  /** Notes a newer leader epoch (KIP-951); -1: unknown. */
  maybeUpdateLeaderEpoch(leaderEpoch: number): void {
    if (leaderEpoch <= this.currentLeaderEpoch) return;
    this.attemptsWhenLeaderLastChanged = this.attemptCount;
    this.currentLeaderEpoch = leaderEpoch;
  }

  /** A retry waits for its backoff, unless the leader changed since the attempt that failed. */
  isBackingOff(nowUs: number): boolean {
    const { attemptCount } = this;
    if (attemptCount === 0 || attemptCount === this.attemptsWhenLeaderLastChanged) return false;
    return this.waitedTimeUs(nowUs) < this.backoffUs;
  }

  /** How long it rests before it is sent, from its last attempt or its creation on. */
  timeToWaitUs(lingerUs: number, nowUs: number): number {
    return this.isBackingOff(nowUs) ? this.backoffUs : lingerUs;
  }

  /** An attempt ended in a way that leaves open whether it was written. */
  noteMayBeWritten(): void {
    this.mayBeWritten = true;
  }

  /** `flush` waits for this batch. */
  addFlush(flush: FlushResult): void {
    this.flushes ??= [];
    this.flushes.push(flush);
  }

  /** What goes over the wire. */
  toRecordBatch(): RecordBatch {
    return {
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      baseSequence: this.baseSequence,
      records: this.records,
      sizeInBytes: this.sizeInBytes,
    };
  }

  /** Written. False if the batch had failed before, as after its delivery timeout. */
  complete(baseOffset: number): boolean {
    if (!this.finish('SUCCEEDED')) return false;
    const { topic, partition } = this.queue;
    for (let index = 0; index < this.callbacks.length; index++) {
      const offset = baseOffset < 0 ? -1 : baseOffset + index;
      this.callbacks[index]!({ topic, partition, offset });
    }
    this.endFlushes();
    return true;
  }

  /** Failed for good. False if it had failed before. */
  completeExceptionally(failure: BatchFailure): boolean {
    if (!this.finish('FAILED')) return false;
    this.fail(failure);
    return true;
  }

  /** Given up, sent or not. */
  abort(failure: BatchFailure): void {
    if (this.finalState !== null) {
      throw new IllegalStateException(`batch already completed as ${this.finalState}`);
    }
    this.finalState = 'ABORTED';
    this.fail(failure);
  }

  /**
   * Packs the records into batches of about `splitBatchSize` bytes, first records first. With
   * sequence numbers the parts share those of the whole.
   */
  split(splitBatchSize: number): ProducerBatch[] {
    const parts: ProducerBatch[] = [];
    let sequence = this.baseSequence;
    for (let index = 0; index < this.records.length; index++) {
      const record = this.records[index]!;
      const dataSize = sizeOfRecordData(record.key, record.value, record.headers);
      const last = parts[parts.length - 1];
      const callback = this.callbacks[index]!;
      if (last !== undefined && last.tryAppend(record, dataSize, callback, last.createdUs) >= 0)
        continue;
      last?.closeForRecordAppends();
      const capacity = Math.max(estimateSizeInBytesUpperBound(dataSize), splitBatchSize);
      const part = new ProducerBatch(this.queue, this.createdUs, capacity, true);
      part.tryAppend(record, dataSize, callback, this.createdUs);
      parts.push(part);
    }
    for (const part of parts) {
      part.closeForRecordAppends();
      part.mayBeWritten = this.mayBeWritten;
      if (this.flushes !== null) for (const flush of this.flushes) part.addFlush(flush);
      if (!this.hasSequence) continue;
      part.setProducerState({ producerId: this.producerId, epoch: this.producerEpoch }, sequence);
      sequence = (sequence + part.recordCount) | 0;
    }
    if (this.flushes !== null) for (const flush of this.flushes) flush.addBatches(parts.length);
    this.endFlushes();
    return parts;
  }

  private finish(state: FinalState): boolean {
    if (this.finalState === 'SUCCEEDED') {
      throw new IllegalStateException(`a SUCCEEDED batch must not become ${state}`);
    }
    if (this.finalState !== null) return false;
    this.finalState = state;
    return true;
  }

  private fail(failure: BatchFailure): void {
    const definite = !this.mayBeWritten && !this.isInflight;
    const outcome: SendFailure = { error: failure.error, message: failure.message, definite };
    for (const callback of this.callbacks) callback(outcome);
    this.endFlushes();
  }

  private endFlushes(): void {
    const flushes = this.flushes;
    this.flushes = null;
    if (flushes !== null) for (const flush of flushes) flush.onBatchDone();
  }
}
