import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { InitProducerIdRequest, ProduceRequest } from '../../protocol/requests.ts';
import type { ProducePartitionResponse } from '../../protocol/responses.ts';
import type { Outcome } from '../brokerConnections.ts';
import { IllegalStateException } from './illegalStateException.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import { isInvalidMetadata, isRefusedBeforeAppend, isRetriable } from './produceErrors.ts';
import type { BatchFailure, ProducerBatch } from './producerBatch.ts';
import { exceptionClassName } from './exceptionClassName.ts';
import { groupByTopic } from './groupByTopic.ts';
import type { ReadyCheckResult } from './readyCheck.ts';
import type { SenderParts, SenderSettings } from './senderParts.ts';
import type { TransactionManager } from './transactionManager.ts';

/** What an attempt came to, also if no answer came. */
type PartitionAnswer = Pick<ProducePartitionResponse, 'error' | 'baseOffset' | 'logStartOffset'>;

const TIMED_OUT: PartitionAnswer = {
  error: 'REQUEST_TIMED_OUT',
  baseOffset: -1,
  logStartOffset: -1,
};
const DISCONNECTED: PartitionAnswer = {
  error: 'NETWORK_EXCEPTION',
  baseOffset: -1,
  logStartOffset: -1,
};

/**
 * Sends what the accumulator has collected and handles the answers. Mirrors `Sender`; `runOnce` is
 * one turn of the loop of Kafka's sender thread, up to the point where it polls the network.
 *
 * Simplified: waiting for the connection on which a producer id is asked for does not hold up the
 * sender; the next pass tries again.
 */
export class Sender {
  /** True if the last pass changed something, so that another pass at once may do more. */
  madeProgress = false;
  /**
   * As the last pass found it: when to look again if nothing happens before, in microseconds from
   * then.
   */
  idleTimeoutUs = Infinity;
  private readonly settings: SenderSettings;
  private readonly parts: SenderParts;
  /** Sent, without a final result; not those that wait for a retry. In order of sending. */
  private readonly inFlight = new Map<PartitionQueue, ProducerBatch[]>();
  private requestsInFlight = 0;
  private internalError: IllegalStateException | null = null;

  constructor(settings: SenderSettings, parts: SenderParts) {
    this.settings = settings;
    this.parts = parts;
  }

  /** Requests that are not answered yet. */
  get inFlightRequestCount(): number {
    return this.requestsInFlight;
  }

  /** The last exception that Kafka's thread would have logged to go on after it; null: none. */
  get lastInternalError(): IllegalStateException | null {
    return this.internalError;
  }

  /** Batches of the partition in requests that are not answered. */
  inFlightBatches(queue: PartitionQueue): readonly ProducerBatch[] {
    return this.inFlight.get(queue) ?? [];
  }

  /**
   * One pass: settle sequences and epoch, get a producer id if one is needed (then the pass ends),
   * drain, expire, send. Answers how long it may rest in microseconds, 0: not at all, Infinity:
   * until something happens.
   */
  runOnce(): number {
    this.madeProgress = false;
    this.idleTimeoutUs = this.settings.retryBackoffUs;
    try {
      const restUs = this.prepareProducerId();
      return restUs ?? this.sendProducerData(this.parts.timers.nowUs);
    } catch (error) {
      this.keepInternalError(error);
      return this.settings.retryBackoffUs;
    }
  }

  // ---- the producer id

  /** How long to rest if the pass ends here; null: the pass goes on. */
  private prepareProducerId(): number | null {
    const { transactionManager } = this.parts;
    if (transactionManager === null) return null;
    transactionManager.maybeResolveSequences();
    if (transactionManager.hasFatalError) {
      this.maybeAbortBatches(transactionManager.lastError!);
      this.idleTimeoutUs = Infinity;
      return Infinity;
    }
    if (transactionManager.hasAbortableError) {
      this.maybeAbortBatches(transactionManager.lastError!);
      transactionManager.transitionToUninitialized();
      return this.settings.retryBackoffUs;
    }
    transactionManager.bumpIdempotentEpochAndResetIdIfNeeded();
    return this.maybeSendInitProducerId(transactionManager) ? this.settings.retryBackoffUs : null;
  }

  private maybeSendInitProducerId(transactionManager: TransactionManager): boolean {
    if (transactionManager.hasInFlightRequest) {
      this.idleTimeoutUs = Infinity;
      return true;
    }
    if (!transactionManager.wantsInitProducerId) return false;
    const { connections, metadata, timers } = this.parts;
    const node = connections.leastLoadedNode();
    if (node < 0 || !connections.ready(node)) {
      if (node >= 0) metadata.requestUpdate();
      transactionManager.retryInitProducerId();
      return true;
    }
    const isRetry = transactionManager.isInitRetry;
    transactionManager.onInitProducerIdSent();
    this.requestsInFlight++;
    this.idleTimeoutUs = Infinity;
    if (!isRetry) this.sendInitProducerId(node);
    else
      timers.schedule(
        this.settings.retryBackoffUs,
        (to: number) => this.sendInitProducerId(to),
        node,
      );
    return true;
  }

  private sendInitProducerId(node: number): void {
    const request: InitProducerIdRequest = { api: 'InitProducerId', transactionalId: null };
    this.parts.connections.send(node, request, this.settings.requestTimeoutMs, (outcome) =>
      this.onInitProducerIdOutcome(outcome),
    );
  }

  private onInitProducerIdOutcome(outcome: Outcome<InitProducerIdRequest>): void {
    this.requestsInFlight--;
    const transactionManager = this.parts.transactionManager!;
    if (typeof outcome === 'string') transactionManager.retryInitProducerId();
    else transactionManager.onInitProducerIdResponse(outcome);
    this.parts.wakeup();
  }

  private maybeAbortBatches(failure: BatchFailure): void {
    const { accumulator } = this.parts;
    if (!accumulator.hasIncomplete) return;
    this.madeProgress = true;
    accumulator.abortBatches(failure);
    this.inFlight.clear();
  }

  // ---- sending

  private sendProducerData(nowUs: number): number {
    const { accumulator, metadata } = this.parts;
    const ready = accumulator.ready(metadata, nowUs);
    if (ready.unknownLeaderTopics.length > 0) {
      for (const topic of ready.unknownLeaderTopics) metadata.add(topic);
      metadata.requestUpdate();
    }
    const { nodes, notReadyUs } = this.nodesToSendTo(ready, nowUs);
    const drained: ProducerBatch[][] = [];
    for (const node of nodes) {
      const batches = accumulator.drain(metadata, node, this.settings.maxRequestSize, nowUs);
      for (const batch of batches) this.addToInflightBatches(batch);
      drained.push(batches);
    }
    accumulator.resetNextBatchExpiryTime();
    const expiredInFlight = this.expiredInflightBatches(nowUs);
    this.failExpiredBatches(accumulator.expiredBatches(nowUs), nowUs, true);
    this.failExpiredBatches(expiredInFlight, nowUs, false);
    const delayUs = Math.min(ready.nextReadyCheckDelayUs, notReadyUs);
    this.idleTimeoutUs = Math.max(0, Math.min(delayUs, accumulator.nextExpiryTimeUs - nowUs));
    for (let index = 0; index < nodes.length; index++) {
      this.sendProduceRequest(nodes[index]!, drained[index]!);
    }
    return nodes.length > 0 ? 0 : this.idleTimeoutUs;
  }

  private nodesToSendTo(
    ready: ReadyCheckResult,
    nowUs: number,
  ): { readonly nodes: readonly number[]; readonly notReadyUs: number } {
    const { accumulator, connections, pollDelayUs } = this.parts;
    let notReadyUs = Infinity;
    const nodes = ready.readyNodes.filter((node) => {
      const canSend = connections.ready(node);
      accumulator.updateNodeLatencyStats(node, nowUs, canSend);
      if (!canSend) notReadyUs = Math.min(notReadyUs, pollDelayUs(node));
      return canSend;
    });
    return { nodes, notReadyUs };
  }

  private sendProduceRequest(node: number, batches: readonly ProducerBatch[]): void {
    if (batches.length === 0) return;
    this.madeProgress = true;
    const partitions: ProduceRequest['partitions'][number][] = [];
    for (const batch of groupByTopic(batches)) {
      const { topic, partition } = batch.queue;
      partitions.push({ topic, partition, batch: batch.toRecordBatch() });
      batch.isInflight = true;
    }
    const { acks, requestTimeoutMs } = this.settings;
    const request: ProduceRequest = {
      api: 'Produce',
      acks,
      timeoutMs: requestTimeoutMs,
      partitions,
    };
    this.requestsInFlight++;
    this.parts.connections.send(node, request, requestTimeoutMs, (outcome) =>
      this.handleProduceResponse(outcome, batches),
    );
  }

  private addToInflightBatches(batch: ProducerBatch): void {
    const batches = this.inFlight.get(batch.queue);
    if (batches === undefined) this.inFlight.set(batch.queue, [batch]);
    else batches.push(batch);
    if (this.settings.guaranteeMessageOrder) batch.queue.isMuted = true;
  }

  private maybeRemoveFromInflightBatches(batch: ProducerBatch): void {
    const batches = this.inFlight.get(batch.queue);
    const index = batches?.indexOf(batch) ?? -1;
    if (index >= 0) batches!.splice(index, 1);
  }

  // ---- expiry

  private expiredInflightBatches(nowUs: number): ProducerBatch[] {
    const { accumulator } = this.parts;
    const expired: ProducerBatch[] = [];
    for (const batches of this.inFlight.values()) {
      for (let first = batches[0]; first !== undefined; first = batches[0]) {
        if (!first.hasReachedDeliveryTimeout(accumulator.deliveryTimeoutUs, nowUs)) {
          accumulator.maybeUpdateNextBatchExpiryTime(first);
          break;
        }
        batches.shift();
        // Also one that was drained in this very pass: it is sent all the same.
        first.noteMayBeWritten();
        expired.push(first);
      }
    }
    return expired;
  }

  private failExpiredBatches(
    expired: readonly ProducerBatch[],
    nowUs: number,
    deallocateBuffer: boolean,
  ): void {
    for (const batch of expired) {
      this.madeProgress = true;
      const { topic, partition } = batch.queue;
      const age = `${(nowUs - batch.createdUs) / 1000} ms`;
      const records = `${batch.recordCount} record(s) of ${topic}-${partition}`;
      const message = `${records} expired after ${age}`;
      this.failBatch(batch, null, { error: 'TimeoutException', message }, false, deallocateBuffer);
      if (batch.inRetry) this.parts.transactionManager?.markSequenceUnresolved(batch);
    }
  }

  // ---- answers

  private handleProduceResponse(
    outcome: Outcome<ProduceRequest>,
    batches: readonly ProducerBatch[],
  ): void {
    this.requestsInFlight--;
    const nowUs = this.parts.timers.nowUs;
    try {
      if (typeof outcome === 'string') {
        const answer = outcome === 'timed-out' ? TIMED_OUT : DISCONNECTED;
        for (const batch of batches) this.completeBatch(batch, answer, nowUs);
      } else {
        for (const answer of outcome.partitions) {
          this.completeBatch(batchOf(answer, batches), answer, nowUs);
        }
        this.updateLeaders(outcome.partitions);
      }
    } catch (error) {
      this.keepInternalError(error);
    }
    this.parts.wakeup();
  }

  private completeBatch(batch: ProducerBatch, answer: PartitionAnswer, nowUs: number): void {
    const { accumulator, metadata, transactionManager } = this.parts;
    const { error } = answer;
    batch.isInflight = false;
    if (error !== 'NONE' && !isRefusedBeforeAppend(error)) batch.noteMayBeWritten();
    if (error === 'NONE') this.succeedBatch(batch, answer.baseOffset);
    else if (error === 'MESSAGE_TOO_LARGE' && batch.recordCount > 1 && !batch.isDone) {
      transactionManager?.removeInFlightBatch(batch);
      accumulator.splitAndReenqueue(batch);
      this.maybeRemoveFromInflightBatches(batch);
      accumulator.completeAndDeallocateBatch(batch);
    } else {
      if (this.canRetry(batch, answer, nowUs)) {
        accumulator.reenqueue(batch, nowUs);
        this.maybeRemoveFromInflightBatches(batch);
      } else if (error === 'DUPLICATE_SEQUENCE_NUMBER') {
        this.succeedBatch(batch, answer.baseOffset);
      } else {
        const hasRetriesLeft = batch.attempts < this.settings.retries;
        const failure = { error: exceptionClassName(error), message: error };
        this.failBatch(batch, error, failure, hasRetriesLeft, true);
      }
      if (isInvalidMetadata(error)) metadata.requestUpdate();
    }
    if (this.settings.guaranteeMessageOrder) batch.queue.isMuted = false;
  }

  private canRetry(batch: ProducerBatch, answer: PartitionAnswer, nowUs: number): boolean {
    const { accumulator, transactionManager } = this.parts;
    if (batch.hasReachedDeliveryTimeout(accumulator.deliveryTimeoutUs, nowUs)) return false;
    if (batch.attempts >= this.settings.retries || batch.isDone) return false;
    return transactionManager?.canRetry(answer, batch) ?? isRetriable(answer.error);
  }

  private succeedBatch(batch: ProducerBatch, baseOffset: number): void {
    const { accumulator, transactionManager } = this.parts;
    transactionManager?.handleCompletedBatch(batch);
    if (batch.complete(baseOffset)) {
      this.maybeRemoveFromInflightBatches(batch);
      accumulator.completeAndDeallocateBatch(batch);
    } else {
      accumulator.deallocate(batch);
    }
  }

  /** `code` null: the batch expired. `adjustSequenceNumbers`: its sequence numbers are lost. */
  private failBatch(
    batch: ProducerBatch,
    code: ErrorCode | null,
    failure: BatchFailure,
    adjustSequenceNumbers: boolean,
    deallocateBuffer: boolean,
  ): void {
    const { accumulator, transactionManager } = this.parts;
    if (batch.completeExceptionally(failure)) {
      transactionManager?.handleFailedBatch(batch, code, failure, adjustSequenceNumbers);
      this.maybeRemoveFromInflightBatches(batch);
      accumulator.completeBatch(batch);
    }
    if (deallocateBuffer) accumulator.deallocate(batch);
  }

  /** Leaders that the answers name, after all batches are dealt with (KIP-951). */
  private updateLeaders(answers: readonly ProducePartitionResponse[]): void {
    for (const { topic, partition, error, currentLeader } of answers) {
      if (error !== 'NOT_LEADER_OR_FOLLOWER' && error !== 'FENCED_LEADER_EPOCH') continue;
      if (currentLeader === null || currentLeader.leaderId < 0 || currentLeader.leaderEpoch < 0)
        continue;
      const { leaderId, leaderEpoch } = currentLeader;
      this.parts.metadata.updatePartitionLeadership(topic, partition, leaderId, leaderEpoch);
    }
  }

  private keepInternalError(error: unknown): void {
    if (!(error instanceof IllegalStateException)) throw error;
    this.internalError = error;
  }
}

function batchOf(
  { topic, partition }: ProducePartitionResponse,
  batches: readonly ProducerBatch[],
): ProducerBatch {
  for (const batch of batches) {
    if (batch.queue.partition === partition && batch.queue.topic === topic) return batch;
  }
  throw new IllegalStateException(`no batch was sent to ${topic}-${partition}`);
}
