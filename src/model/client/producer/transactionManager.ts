import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { InitProducerIdResponse, ProducePartitionResponse } from '../../protocol/responses.ts';
import { IllegalStateException } from './illegalStateException.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import { isFatalToProducer, isRetriable } from './produceErrors.ts';
import type { BatchFailure, ProducerBatch, ProducerIdAndEpoch } from './producerBatch.ts';
import { NO_SEQUENCE } from './producerBatch.ts';
import { exceptionClassName } from './exceptionClassName.ts';
import { NO_PRODUCER_ID, TxnPartitionEntry } from './txnPartitionEntry.ts';

/** States of an idempotent producer. */
export type ProducerIdState =
  'UNINITIALIZED' | 'INITIALIZING' | 'READY' | 'ABORTABLE_ERROR' | 'FATAL_ERROR';

const VALID_PREVIOUS_STATES: Readonly<Record<ProducerIdState, readonly ProducerIdState[]>> = {
  UNINITIALIZED: ['READY', 'ABORTABLE_ERROR'],
  INITIALIZING: ['UNINITIALIZED'],
  READY: ['INITIALIZING'],
  ABORTABLE_ERROR: ['INITIALIZING', 'ABORTABLE_ERROR'],
  FATAL_ERROR: ['UNINITIALIZED', 'INITIALIZING', 'READY', 'ABORTABLE_ERROR', 'FATAL_ERROR'],
};

/** Producer epochs are 16 bits. */
const MAX_PRODUCER_EPOCH = 32767;

/** The part of a produce response that decides about a retry. */
type FailedResponse = Pick<ProducePartitionResponse, 'error' | 'logStartOffset'>;

/**
 * Producer id, epoch and sequence numbers of an idempotent producer. Mirrors `TransactionManager`
 * as far as it serves producers without a transactional.id (KIP-98, KIP-360).
 *
 * Simplified: no transactions.
 */
export class TransactionManager {
  private state: ProducerIdState = 'UNINITIALIZED';
  private error: BatchFailure | null = null;
  private idAndEpoch = NO_PRODUCER_ID;
  private readonly entries = new Map<PartitionQueue, TxnPartitionEntry>();
  /** Partition to the sequence that follows a batch that expired with unknown outcome. */
  private readonly partitionsWithUnresolvedSequences = new Map<PartitionQueue, number>();
  private readonly partitionsToRewriteSequences = new Set<PartitionQueue>();
  private epochBumpRequired = false;
  private initRequested = false;
  private initIsRetry = false;
  /** An InitProducerId request is on its way, or waits for its backoff. */
  hasInFlightRequest = false;

  get currentState(): ProducerIdState {
    return this.state;
  }

  get lastError(): BatchFailure | null {
    return this.error;
  }

  /** Id -1: none at present. */
  get producerIdAndEpoch(): ProducerIdAndEpoch {
    return this.idAndEpoch;
  }

  get hasProducerId(): boolean {
    return this.idAndEpoch.producerId >= 0;
  }

  get hasFatalError(): boolean {
    return this.state === 'FATAL_ERROR';
  }

  get hasAbortableError(): boolean {
    return this.state === 'ABORTABLE_ERROR';
  }

  /** A producer id is wanted and nobody has asked for it yet. */
  get wantsInitProducerId(): boolean {
    return this.initRequested;
  }

  /** The request for a producer id failed before. */
  get isInitRetry(): boolean {
    return this.initIsRetry;
  }

  // ---- once in each pass

  /**
   * At the start of a pass: partitions behind an expired batch either go on or ask for an epoch.
   */
  maybeResolveSequences(): void {
    for (const queue of this.partitionsWithUnresolvedSequences.keys()) {
      const entry = this.entryOf(queue);
      if (entry.hasInflightBatches) continue;
      if (!isNext(entry, entry.nextSequence)) this.requestIdempotentEpochBumpForPartition(queue);
      this.partitionsWithUnresolvedSequences.delete(queue);
    }
  }

  /** Raises the epoch if asked for, without asking a broker; asks for an id if there is none. */
  bumpIdempotentEpochAndResetIdIfNeeded(): void {
    if (this.epochBumpRequired) this.bumpIdempotentProducerEpoch();
    if (this.state !== 'INITIALIZING' && !this.hasProducerId) {
      this.transitionTo('INITIALIZING');
      this.initRequested = true;
      this.initIsRetry = false;
    }
  }

  // ---- the request for a producer id

  onInitProducerIdSent(): void {
    this.initRequested = false;
    this.hasInFlightRequest = true;
  }

  /** No node could be asked, or the connection was lost: ask again. */
  retryInitProducerId(): void {
    this.hasInFlightRequest = false;
    this.initRequested = true;
    this.initIsRetry = true;
  }

  onInitProducerIdResponse(response: InitProducerIdResponse): void {
    const { error, producerId, producerEpoch } = response;
    if (error !== 'NONE' && isRetriable(error)) return this.retryInitProducerId();
    this.hasInFlightRequest = false;
    if (error === 'NONE') {
      this.idAndEpoch = { producerId, epoch: producerEpoch };
      this.transitionTo('READY');
    } else if (error === 'CLUSTER_AUTHORIZATION_FAILED') {
      this.transitionTo('ABORTABLE_ERROR', exceptionOf(error));
    } else if (error === 'INVALID_PRODUCER_EPOCH' || error === 'PRODUCER_FENCED') {
      this.transitionTo('FATAL_ERROR', exceptionOf('PRODUCER_FENCED'));
    } else {
      const message = `unexpected error in InitProducerIdResponse: ${error}`;
      this.transitionTo('FATAL_ERROR', { error: 'KafkaException', message });
    }
  }

  /** After an authorization error the batches are given up and it starts again. */
  transitionToUninitialized(): void {
    this.transitionTo('UNINITIALIZED');
    this.initRequested = false;
  }

  // ---- at drain

  /**
   * New records of a partition go under the present id once nothing of an older one is in flight.
   */
  maybeUpdateProducerIdAndEpoch(queue: PartitionQueue): void {
    if (this.hasFatalError) return;
    const entry = this.entryOf(queue);
    if (this.isStale(entry) && !entry.hasInflightBatches) {
      entry.startSequencesAtBeginning(this.idAndEpoch);
    }
  }

  /** Gives the batch its sequence numbers; it is in flight from now on. */
  assignSequence(batch: ProducerBatch): void {
    const entry = this.entryOf(batch.queue);
    batch.setProducerState(this.idAndEpoch, entry.nextSequence);
    entry.incrementSequence(batch.recordCount);
    entry.addInflightBatch(batch);
  }

  /** True if this first batch of its partition must not be sent now. */
  mustWait(first: ProducerBatch): boolean {
    if (this.hasFatalError || !this.hasProducerId) return true;
    const entry = this.entryOf(first.queue);
    if (!first.hasSequence) {
      if (entry.hasInflightBatches && this.isStale(entry)) return true;
      return this.hasUnresolvedSequence(first.queue);
    }
    const firstInFlight = entry.nextBatchBySequence?.baseSequence ?? NO_SEQUENCE;
    return firstInFlight !== NO_SEQUENCE && first.baseSequence !== firstInFlight;
  }

  // ---- at answers

  /** A part of a split batch takes over sequence numbers that are in flight. */
  addInFlightBatch(batch: ProducerBatch): void {
    this.existingEntry(batch.queue).addInflightBatch(batch);
  }

  removeInFlightBatch(batch: ProducerBatch): void {
    this.entryOf(batch.queue).removeInFlightBatch(batch);
  }

  hasInflightBatches(queue: PartitionQueue): boolean {
    return this.entryOf(queue).hasInflightBatches;
  }

  handleCompletedBatch(batch: ProducerBatch): void {
    this.entries.get(batch.queue)?.maybeUpdateLastAckedSequence(batch.lastSequence);
    this.removeInFlightBatch(batch);
  }

  /** `code`: null for a batch that expired. `adjustSequenceNumbers`: its numbers are lost. */
  handleFailedBatch(
    batch: ProducerBatch,
    code: ErrorCode | null,
    error: BatchFailure,
    adjustSequenceNumbers: boolean,
  ): void {
    if (code !== null && isFatalToProducer(code)) this.transitionTo('FATAL_ERROR', error);
    this.removeInFlightBatch(batch);
    if (this.hasFatalError) return;
    // UnknownProducerIdException is an OutOfOrderSequenceException.
    const isOutOfOrder = code === 'OUT_OF_ORDER_SEQUENCE_NUMBER' || code === 'UNKNOWN_PRODUCER_ID';
    if (isOutOfOrder || adjustSequenceNumbers) {
      this.requestIdempotentEpochBumpForPartition(batch.queue);
    }
  }

  /** The batch expired after a retry: whether its records were written cannot be known. */
  markSequenceUnresolved(batch: ProducerBatch): void {
    const next = (batch.lastSequence + 1) | 0;
    const before = this.partitionsWithUnresolvedSequences.get(batch.queue);
    const later = before === undefined ? next : Math.max(before, next);
    this.partitionsWithUnresolvedSequences.set(batch.queue, later);
  }

  /** Decides about a retry; on the way it may ask for a new epoch. */
  canRetry(response: FailedResponse, batch: ProducerBatch): boolean {
    const { queue } = batch;
    if (response.error === 'UNKNOWN_PRODUCER_ID') {
      if (response.logStartOffset !== -1 && !batch.sequenceHasBeenReset) {
        this.requestIdempotentEpochBumpForPartition(queue);
      }
      return true;
    }
    if (response.error === 'OUT_OF_ORDER_SEQUENCE_NUMBER') {
      const unresolved = this.partitionsWithUnresolvedSequences.get(queue);
      if (unresolved === undefined) {
        const isExpected = isNext(this.entries.get(queue) ?? null, batch.baseSequence);
        if (batch.sequenceHasBeenReset || !isExpected) return true;
        this.requestIdempotentEpochBumpForPartition(queue);
      } else if (batch.baseSequence === unresolved) {
        this.requestIdempotentEpochBumpForPartition(queue);
      }
      return true;
    }
    return isRetriable(response.error);
  }

  // ---- for observers

  /** What is kept of a partition; null: nothing yet. */
  partitionEntry(queue: PartitionQueue): TxnPartitionEntry | null {
    return this.entries.get(queue) ?? null;
  }

  /** The sequence that follows an expired batch of the partition; -1: all are resolved. */
  unresolvedSequence(queue: PartitionQueue): number {
    return this.partitionsWithUnresolvedSequences.get(queue) ?? -1;
  }

  // ----

  private hasUnresolvedSequence(queue: PartitionQueue): boolean {
    return this.partitionsWithUnresolvedSequences.has(queue);
  }

  private requestIdempotentEpochBumpForPartition(queue: PartitionQueue): void {
    this.epochBumpRequired = true;
    this.partitionsToRewriteSequences.add(queue);
  }

  private bumpIdempotentProducerEpoch(): void {
    const { producerId, epoch } = this.idAndEpoch;
    if (epoch === MAX_PRODUCER_EPOCH) {
      this.idAndEpoch = NO_PRODUCER_ID;
      this.transitionTo('UNINITIALIZED');
    } else {
      this.idAndEpoch = { producerId, epoch: epoch + 1 };
    }
    for (const queue of this.partitionsToRewriteSequences) {
      this.existingEntry(queue).startSequencesAtBeginning(this.idAndEpoch);
      this.partitionsWithUnresolvedSequences.delete(queue);
    }
    this.partitionsToRewriteSequences.clear();
    this.epochBumpRequired = false;
  }

  private isStale(entry: TxnPartitionEntry): boolean {
    const { producerIdAndEpoch } = entry;
    return (
      producerIdAndEpoch.producerId !== this.idAndEpoch.producerId ||
      producerIdAndEpoch.epoch !== this.idAndEpoch.epoch
    );
  }

  private entryOf(queue: PartitionQueue): TxnPartitionEntry {
    let entry = this.entries.get(queue);
    if (entry === undefined) {
      entry = new TxnPartitionEntry();
      this.entries.set(queue, entry);
    }
    return entry;
  }

  private existingEntry(queue: PartitionQueue): TxnPartitionEntry {
    const entry = this.entries.get(queue);
    if (entry !== undefined) return entry;
    throw new IllegalStateException(`no sequence numbers of ${queue.topic}-${queue.partition}`);
  }

  private transitionTo(next: ProducerIdState, error: BatchFailure | null = null): void {
    if (!VALID_PREVIOUS_STATES[next].includes(this.state)) {
      const message = `invalid transition from ${this.state} to ${next}`;
      this.state = 'FATAL_ERROR';
      this.error = { error: 'IllegalStateException', message };
      throw new IllegalStateException(message);
    }
    this.state = next;
    this.error = error;
  }
}

/** True if this sequence is the one after the last acknowledged. */
function isNext(entry: TxnPartitionEntry | null, sequence: number): boolean {
  return sequence - (entry?.lastAckedSequence ?? -1) === 1;
}

function exceptionOf(code: ErrorCode): BatchFailure {
  return { error: exceptionClassName(code), message: code };
}
