import type { BatchRecord } from '../../protocol/record.ts';
import type { ExponentialBackoff } from '../exponentialBackoff.ts';
import { BufferPool } from './bufferPool.ts';
import type { StickyPartitionInfo } from './builtInPartitioner.ts';
import { BuiltInPartitioner } from './builtInPartitioner.ts';
import type { ClusterView } from './clusterView.ts';
import { FlushResult } from './flushResult.ts';
import { IllegalStateException } from './illegalStateException.ts';
import { NodeDrain } from './nodeDrain.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import { TopicInfo } from './partitionQueue.ts';
import type { BatchFailure } from './producerBatch.ts';
import { ProducerBatch } from './producerBatch.ts';
import type { ReadyCheckResult, ReadyCheckSettings } from './readyCheck.ts';
import { ReadyCheck } from './readyCheck.ts';
import { estimateSizeInBytesUpperBound } from './recordSize.ts';
import type { SendCallback } from './sendOutcome.ts';
import type { TransactionManager } from './transactionManager.ts';

/** Partition number of a record whose partition is chosen when it is appended. */
export const UNKNOWN_PARTITION = -1;

export interface AccumulatorSettings extends ReadyCheckSettings {
  /** Between an attempt that failed and the next. */
  readonly backoff: ExponentialBackoff;
  /** batch.size, taken as at least 1. */
  readonly batchSize: number;
  readonly deliveryTimeoutUs: number;
  /** buffer.memory in bytes. */
  readonly bufferMemory: number;
}

/** What an append came to (`RecordAppendResult`). */
export interface RecordAppendResult {
  partition: number;
  /** By how much the estimated size of the queue's batches grew. */
  appendedBytes: number;
  newBatchCreated: boolean;
  /** The partition has something to send without waiting. */
  batchIsFull: boolean;
}

/**
 * Collects records into batches by partition. Mirrors `RecordAccumulator`.
 *
 * Simplified: no compression, so that sizes are known when a record is appended.
 * Simplified: the jitter of a backoff is drawn once for each retry; Kafka draws it anew at each
 * check.
 * Simplified: topics are gone through in the order of their names and partitions in numeric order,
 * where Kafka follows a hash map. It can show only in the delay until the next check.
 */
export class RecordAccumulator {
  readonly bufferPool: BufferPool;
  private readonly settings: AccumulatorSettings;
  private readonly batchSize: number;
  private readonly transactionManager: TransactionManager | null;
  private readonly randomPartition: () => number;
  private readonly readyCheck: ReadyCheck;
  private readonly nodeDrain: NodeDrain;
  private readonly infoByTopic = new Map<string, TopicInfo>();
  /** The same in order of name. */
  private readonly infos: TopicInfo[] = [];
  /** Batches without a final result, in order of creation. */
  private readonly incomplete = new Set<ProducerBatch>();
  private flushesInProgress = 0;
  private isClosed = false;
  private nextBatchExpiryTimeUs = Infinity;
  /** Handed out by each append, to be read at once. */
  private readonly appendResult: RecordAppendResult = {
    partition: UNKNOWN_PARTITION,
    appendedBytes: 0,
    newBatchCreated: false,
    batchIsFull: false,
  };

  /** `randomPartition` draws an integer in [0, 2^31). */
  constructor(
    settings: AccumulatorSettings,
    transactionManager: TransactionManager | null,
    randomPartition: () => number,
  ) {
    this.settings = settings;
    this.batchSize = Math.max(1, settings.batchSize);
    this.transactionManager = transactionManager;
    this.randomPartition = randomPartition;
    this.bufferPool = new BufferPool(settings.bufferMemory);
    this.readyCheck = new ReadyCheck(settings);
    this.nodeDrain = new NodeDrain(transactionManager, (topic, partition) =>
      this.findQueue(topic, partition),
    );
  }

  /** Topics that were written to, by name. */
  get topics(): readonly TopicInfo[] {
    return this.infos;
  }

  get hasIncomplete(): boolean {
    return this.incomplete.size > 0;
  }

  /**
   * Batches need not wait for linger.ms: memory is exhausted, or a flush or the close is going on.
   */
  get sendsAtOnce(): boolean {
    return this.bufferPool.waitingCount > 0 || this.isClosed || this.flushesInProgress > 0;
  }

  /** When the oldest batch that the last pass has seen expires; Infinity: there is none. */
  get nextExpiryTimeUs(): number {
    return this.nextBatchExpiryTimeUs;
  }

  get deliveryTimeoutUs(): number {
    return this.settings.deliveryTimeoutUs;
  }

  get hasUndrained(): boolean {
    for (const { queues } of this.infos) {
      for (const queue of queues) if (queue !== undefined && queue.batches.length > 0) return true;
    }
    return false;
  }

  /** What is kept of a topic; undefined before the first call of `topicInfo` for it. */
  findTopicInfo(topic: string): TopicInfo | undefined {
    return this.infoByTopic.get(topic);
  }

  /** The queue of a partition, if something was ever appended to it. */
  findQueue(topic: string, partition: number): PartitionQueue | null {
    return this.infoByTopic.get(topic)?.queues[partition] ?? null;
  }

  /** What is kept of a topic, made if need be. */
  topicInfo(topic: string): TopicInfo {
    const known = this.infoByTopic.get(topic);
    if (known !== undefined) return known;
    const info = new TopicInfo(
      topic,
      new BuiltInPartitioner(topic, this.batchSize, this.randomPartition),
    );
    this.infoByTopic.set(topic, info);
    let index = this.infos.length;
    while (index > 0 && this.infos[index - 1]!.topic > topic) index--;
    this.infos.splice(index, 0, info);
    return info;
  }

  /**
   * Adds a record to the last batch of its partition, or to a new one. null: a new batch is needed
   * and there is no memory for it (or others wait for memory); nothing was done.
   *
   * The answer is only valid until the next append.
   */
  append(
    info: TopicInfo,
    partition: number,
    record: BatchRecord,
    dataSize: number,
    callback: SendCallback,
    nowUs: number,
    cluster: ClusterView,
  ): RecordAppendResult | null {
    const { builtInPartitioner } = info;
    for (;;) {
      let sticky: StickyPartitionInfo | null = null;
      let chosen = partition;
      if (partition === UNKNOWN_PARTITION) {
        sticky = builtInPartitioner.peekCurrentPartitionInfo(cluster);
        chosen = sticky.partition;
      }
      const queue = info.queue(chosen);
      if (sticky !== null && this.isDeferredSwitchDone(info, sticky, queue, cluster)) continue;
      let appendedBytes = this.tryAppend(queue, record, dataSize, callback, nowUs);
      const newBatchCreated = appendedBytes < 0;
      if (newBatchCreated) {
        // Only now is the batch before closed, so only now may a deferred switch be due.
        if (sticky !== null && this.isDeferredSwitchDone(info, sticky, queue, cluster)) continue;
        appendedBytes = this.appendNewBatch(queue, record, dataSize, callback, nowUs);
        if (appendedBytes < 0) return null;
      }
      if (sticky !== null) {
        const enableSwitch = allBatchesFull(queue);
        builtInPartitioner.updatePartitionInfo(sticky, appendedBytes, cluster, enableSwitch);
      }
      const result = this.appendResult;
      result.partition = chosen;
      result.appendedBytes = appendedBytes;
      result.newBatchCreated = newBatchCreated;
      const { batches } = queue;
      result.batchIsFull = batches.length > 1 || batches[batches.length - 1]!.isFull;
      return result;
    }
  }

  ready(cluster: ClusterView, nowUs: number): ReadyCheckResult {
    return this.readyCheck.ready(this.infos, cluster, this.sendsAtOnce, nowUs);
  }

  updateNodeLatencyStats(nodeId: number, nowUs: number, canDrain: boolean): void {
    this.readyCheck.updateNodeLatencyStats(nodeId, nowUs, canDrain);
  }

  /** What the node is sent in one request, up to `maxSize` bytes or one batch. */
  drain(cluster: ClusterView, nodeId: number, maxSize: number, nowUs: number): ProducerBatch[] {
    return this.nodeDrain.drain(cluster, nodeId, maxSize, nowUs);
  }

  // ---- expiry

  resetNextBatchExpiryTime(): void {
    this.nextBatchExpiryTimeUs = Infinity;
  }

  maybeUpdateNextBatchExpiryTime(batch: ProducerBatch): void {
    const expiryUs = batch.createdUs + this.settings.deliveryTimeoutUs;
    if (expiryUs < this.nextBatchExpiryTimeUs) this.nextBatchExpiryTimeUs = expiryUs;
  }

  /** Takes the batches out of the queues whose delivery timeout is over. */
  expiredBatches(nowUs: number): ProducerBatch[] {
    const expired: ProducerBatch[] = [];
    for (const { queues } of this.infos) {
      for (const queue of queues) {
        if (queue === undefined) continue;
        const { batches } = queue;
        for (let first = batches[0]; first !== undefined; first = batches[0]) {
          if (!first.hasReachedDeliveryTimeout(this.settings.deliveryTimeoutUs, nowUs)) {
            this.maybeUpdateNextBatchExpiryTime(first);
            break;
          }
          batches.shift();
          first.closeForRecordAppends();
          expired.push(first);
        }
      }
    }
    return expired;
  }

  // ---- batches that come back

  /** Puts a batch back to be sent again: in order of sequence, without sequences at the front. */
  reenqueue(batch: ProducerBatch, nowUs: number): void {
    batch.reenqueued(nowUs, this.settings.backoff.backoffUs(batch.attempts));
    this.putBack(batch);
  }

  /**
   * The batch was too large for the broker: packs its records anew, to batch.size; parts of a split
   * batch to half of their size. Without compression the first try gives the same batch again.
   */
  splitAndReenqueue(batch: ProducerBatch): void {
    const targetSize = batch.isSplitBatch
      ? Math.max(batch.maxRecordSize, Math.floor(batch.estimatedSizeInBytes / 2))
      : this.batchSize;
    const parts = batch.split(targetSize);
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index]!;
      this.incomplete.add(part);
      this.transactionManager?.addInFlightBatch(part);
      this.putBack(part);
    }
  }

  private putBack(batch: ProducerBatch): void {
    const { batches } = batch.queue;
    let index = 0;
    if (this.transactionManager !== null) {
      if (!batch.hasSequence || !this.transactionManager.hasInflightBatches(batch.queue)) {
        throw new IllegalStateException('a batch without tracked sequence is put back');
      }
      while (index < batches.length && goesBefore(batches[index]!, batch)) index++;
    }
    batches.splice(index, 0, batch);
  }

  // ---- the end of batches

  /** The batch has its final result and is not in flight any more. */
  completeAndDeallocateBatch(batch: ProducerBatch): void {
    this.completeBatch(batch);
    this.deallocate(batch);
  }

  /** The batch has its final result; its memory is given back when the request is answered. */
  completeBatch(batch: ProducerBatch): void {
    this.incomplete.delete(batch);
  }

  deallocate(batch: ProducerBatch): void {
    // Parts of a split batch were never taken from the pool.
    if (batch.isSplitBatch || batch.isBufferDeallocated) return;
    batch.isBufferDeallocated = true;
    this.bufferPool.deallocate(batch.allocatedSize);
  }

  /** Gives up all batches, sent or not. */
  abortBatches(failure: BatchFailure): void {
    for (const batch of [...this.incomplete]) {
      batch.closeForRecordAppends();
      const { batches } = batch.queue;
      const index = batches.indexOf(batch);
      if (index >= 0) batches.splice(index, 1);
      batch.abort(failure);
      if (batch.isInflight) this.completeBatch(batch);
      else this.completeAndDeallocateBatch(batch);
    }
  }

  // ---- flush and close

  /** Makes everything ready until what is incomplete now has its result; then calls `onDone`. */
  beginFlush(onDone: () => void): void {
    if (this.incomplete.size === 0) return onDone();
    this.flushesInProgress++;
    const flush = new FlushResult(this.incomplete.size, () => {
      this.flushesInProgress--;
      onDone();
    });
    for (const batch of this.incomplete) batch.addFlush(flush);
  }

  /** From now on everything is ready at once. */
  close(): void {
    this.isClosed = true;
  }

  // ----

  /** A switch that waited for the batches to become full is made now; the record goes elsewhere. */
  private isDeferredSwitchDone(
    info: TopicInfo,
    sticky: StickyPartitionInfo,
    queue: PartitionQueue,
    cluster: ClusterView,
  ): boolean {
    if (!allBatchesFull(queue)) return false;
    info.builtInPartitioner.updatePartitionInfo(sticky, 0, cluster, true);
    return info.builtInPartitioner.isPartitionChanged(sticky);
  }

  /** Bytes appended to the last batch; -1: there is none, or it has no room and is closed now. */
  private tryAppend(
    queue: PartitionQueue,
    record: BatchRecord,
    dataSize: number,
    callback: SendCallback,
    nowUs: number,
  ): number {
    const { batches } = queue;
    if (batches.length === 0) return -1;
    const last = batches[batches.length - 1]!;
    const appended = last.tryAppend(record, dataSize, callback, nowUs);
    if (appended < 0) last.closeForRecordAppends();
    return appended;
  }

  private appendNewBatch(
    queue: PartitionQueue,
    record: BatchRecord,
    dataSize: number,
    callback: SendCallback,
    nowUs: number,
  ): number {
    const capacity = Math.max(this.batchSize, estimateSizeInBytesUpperBound(dataSize));
    if (!this.bufferPool.tryAllocate(capacity)) return -1;
    const batch = new ProducerBatch(queue, nowUs, capacity, false);
    batch.tryAppend(record, dataSize, callback, nowUs);
    queue.batches.push(batch);
    this.incomplete.add(batch);
    return batch.estimatedSizeInBytes;
  }
}

function allBatchesFull({ batches }: PartitionQueue): boolean {
  return batches.length === 0 || batches[batches.length - 1]!.isFull;
}

/** In a queue, batches with earlier sequences go before one that comes back. */
function goesBefore(queued: ProducerBatch, batch: ProducerBatch): boolean {
  return queued.hasSequence && queued.baseSequence < batch.baseSequence;
}
