import type { EventHandle } from '../../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../../sim/process.ts';
import type { RandomStream } from '../../../sim/randomStream.ts';
import { partitionForKey, toPositive } from '../../murmur2.ts';
import type { ProducerRecord } from '../../protocol/record.ts';
import type { BrokerConnections } from '../brokerConnections.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { BlockReason } from './blockedSends.ts';
import { BlockedSends } from './blockedSends.ts';
import type { TopicInfo } from './partitionQueue.ts';
import type { ProducerConfig } from './producerConfig.ts';
import { ProducerMetadata } from './producerMetadata.ts';
import type { AccumulatorSettings, RecordAppendResult } from './recordAccumulator.ts';
import { RecordAccumulator, UNKNOWN_PARTITION } from './recordAccumulator.ts';
import { estimateSizeInBytesUpperBound, sizeOfRecordData } from './recordSize.ts';
import { RoundRobinPartitioner } from './roundRobinPartitioner.ts';
import type { SendCallback, SendFailure } from './sendOutcome.ts';
import { Sender } from './sender.ts';
import { TransactionManager } from './transactionManager.ts';

/** What a producer works with; all of it belongs to one process. */
export interface ProducerParts {
  readonly timers: ProcessTimers;
  /** Made with max.in.flight.requests.per.connection of the same config. */
  readonly connections: BrokerConnections;
  /** This producer's own; somebody else fetches it (`MetadataUpdater`). */
  readonly metadata: ClientMetadata;
  /** For the partitions of records without a key, and for the jitter of retries. */
  readonly random: RandomStream;
  readonly config: ProducerConfig;
}

/** The least rest before a node that refused a connection is tried again, in microseconds. */
const LEAST_REST_US = 1000;

/**
 * The producer client. Mirrors `KafkaProducer` and the thread that runs its `Sender`.
 *
 * Kafka's sender thread turns for ever. Here a pass runs only when something changed since the last
 * (a batch became ready, an answer or metadata came) or when the last pass asked for one at a later
 * time, so that an idle producer costs no events.
 *
 * Simplified: `send` does not block its caller; what Kafka would block for goes by in virtual time
 * before the record is appended, and every failure comes through the callback.
 * Simplified: no transactions, compression, interceptors or serializers: keys and values are text.
 */
export class KafkaProducer {
  private readonly timers: ProcessTimers;
  private readonly clientMetadata: ClientMetadata;
  private readonly metadata: ProducerMetadata;
  private readonly config: ProducerConfig;
  private readonly lingerUs: number;
  private readonly transactionManager: TransactionManager | null;
  private readonly accumulator: RecordAccumulator;
  private readonly sender: Sender;
  private readonly blocked: BlockedSends;
  private readonly roundRobin: RoundRobinPartitioner | null;
  private state: 'open' | 'closing' | 'closed' = 'open';
  private onClosed: (() => void) | null = null;
  private closeTimer: EventHandle = -1;
  private passTimer: EventHandle = -1;
  private passAtUs = Infinity;
  private isInPass = false;
  private isPassWanted = false;
  /** The sticky partitioner is in use: it learns of the queues from every pass. */
  private hasStickyRecords = false;

  constructor(parts: ProducerParts) {
    const { timers, metadata, random, config } = parts;
    this.timers = timers;
    this.clientMetadata = metadata;
    this.metadata = new ProducerMetadata(metadata);
    this.config = config;
    this.lingerUs = config.lingerMs * 1000;
    this.roundRobin = config.partitioner === 'round-robin' ? new RoundRobinPartitioner() : null;
    this.transactionManager = config.enableIdempotence ? new TransactionManager() : null;
    this.accumulator = new RecordAccumulator(
      accumulatorSettings(config, random),
      this.transactionManager,
      () => toPositive(random.uint32()),
    );
    this.sender = newSender(parts, this.metadata, this.accumulator, this.transactionManager, () =>
      this.onAnswer(),
    );
    this.blocked = new BlockedSends(
      timers,
      config.maxBlockMs * 1000,
      this.accumulator.bufferPool,
      (record, callback) => this.trySend(record, callback),
    );
    metadata.onUpdate(() => this.onMetadataUpdate());
    // An idempotent producer asks for its id before there is anything to send.
    if (this.transactionManager !== null) this.wakeIn(0);
  }

  /** Sends a record; `onCompletion` is called once, perhaps before this call returns. */
  send(record: ProducerRecord, onCompletion: SendCallback): void {
    if (this.state !== 'open') {
      return onCompletion(refused('IllegalStateException', 'the producer has been closed'));
    }
    const reason = this.trySend(record, onCompletion);
    if (reason === null) return;
    this.blocked.add(record, onCompletion, reason);
    // Who waits for memory makes every batch ready.
    if (reason === 'memory') this.wakeIn(0);
    else this.metadata.requestUpdate();
  }

  /** Sends everything appended so far without linger; `onDone` once all of it has its outcome. */
  flush(onDone: () => void): void {
    this.accumulator.beginFlush(onDone);
    this.wakeIn(0);
  }

  /**
   * Takes no more records, sends what it has and calls `onDone`; after `timeoutMs` (0: at once,
   * Infinity: never) what is left is given up. The owner closes the connections.
   */
  close(timeoutMs: number, onDone: () => void): void {
    if (this.state !== 'open') return onDone();
    this.state = 'closing';
    this.onClosed = onDone;
    this.accumulator.close();
    this.blocked.failAll(refused('KafkaException', 'producer closed while send in progress'));
    if (timeoutMs <= 0) return this.forceClose();
    if (timeoutMs < Infinity) {
      this.closeTimer = this.timers.schedule(Math.ceil(timeoutMs * 1000), forceCloseOf, this);
    }
    this.wakeIn(0);
  }

  /** For the timer: a pass is due. */
  onPassTimer(): void {
    this.passTimer = -1;
    this.passAtUs = Infinity;
    this.runPasses();
  }

  /** For the timer of `close`. */
  forceClose(): void {
    if (this.state === 'closed') return;
    this.accumulator.abortBatches({
      error: 'KafkaException',
      message: 'the producer was closed by force',
    });
    this.finishClose();
  }

  // ---- one record

  private trySend(record: ProducerRecord, callback: SendCallback): BlockReason | null {
    const { topic } = record;
    const info = this.accumulator.findTopicInfo(topic) ?? this.newTopic(topic);
    const partitionCount = this.metadata.partitionCount(topic);
    if (partitionCount === 0 || (record.partition !== null && record.partition >= partitionCount)) {
      return 'metadata';
    }
    const dataSize = sizeOfRecordData(record.key, record.value, record.headers);
    const failure = this.refusal(estimateSizeInBytesUpperBound(dataSize));
    if (failure !== null) {
      callback(failure);
      return null;
    }
    const partition = this.choosePartition(record, partitionCount);
    const nowUs = this.timers.nowUs;
    const { key, value, headers } = record;
    const result = this.accumulator.append(
      info,
      partition,
      { timestampMs: Math.floor(nowUs / 1000), key, value, headers },
      dataSize,
      callback,
      nowUs,
      this.metadata,
    );
    if (result === null) return 'memory';
    if (result.batchIsFull) this.wakeIn(0);
    else if (result.newBatchCreated) this.wakeForNewBatch(topic, partition, result);
    return null;
  }

  private newTopic(topic: string): TopicInfo {
    this.metadata.add(topic);
    return this.accumulator.topicInfo(topic);
  }

  /** Why this record cannot be sent at all; null: it can. `size`: alone in a batch. */
  private refusal(size: number): SendFailure | null {
    const { maxRequestSize, bufferMemory } = this.config;
    if (size > maxRequestSize || size > bufferMemory) {
      const limit = size > maxRequestSize ? 'max.request.size' : 'buffer.memory';
      return refused('RecordTooLargeException', `${size} bytes are more than ${limit}`);
    }
    const error = this.transactionManager?.lastError ?? null;
    if (error === null) return null;
    return refused('KafkaException', `the producer is in an error state: ${error.error}`);
  }

  private choosePartition(record: ProducerRecord, partitionCount: number): number {
    if (record.partition !== null) return record.partition;
    if (this.roundRobin !== null) return this.roundRobin.partition(record.topic, this.metadata);
    if (record.key !== null && !this.config.partitionerIgnoreKeys) {
      return partitionForKey(record.key, partitionCount);
    }
    this.hasStickyRecords = true;
    return UNKNOWN_PARTITION;
  }

  // ---- passes

  /**
   * A pass right after a new batch was begun would only find that it has to linger. It is left out
   * unless it would do more: tell the partitioner of the queue, or ask for a leader.
   */
  private wakeForNewBatch(topic: string, asked: number, { partition }: RecordAppendResult): void {
    const mustLinger =
      asked !== UNKNOWN_PARTITION &&
      !this.accumulator.sendsAtOnce &&
      this.metadata.partition(topic, partition)!.leaderId >= 0;
    this.wakeIn(mustLinger ? this.lingerUs : 0);
  }

  private wakeIn(delayUs: number): void {
    if (this.isInPass) {
      // From a callback: the pass after this one works out when to wake.
      this.isPassWanted = true;
      return;
    }
    const atUs = this.timers.nowUs + delayUs;
    if (atUs >= this.passAtUs || this.state === 'closed') return;
    if (this.passTimer >= 0) this.timers.cancel(this.passTimer);
    this.passAtUs = atUs;
    this.passTimer = this.timers.schedule(delayUs, passOf, this);
  }

  private runPasses(): void {
    if (this.isInPass) {
      this.isPassWanted = true;
      return;
    }
    if (this.state === 'closed') return;
    this.isInPass = true;
    const { sender } = this;
    let restUs;
    do {
      this.isPassWanted = false;
      restUs = sender.runOnce();
    } while (this.isPassWanted || (restUs === 0 && sender.madeProgress && this.hasPassWork));
    this.isInPass = false;
    this.restUntilNextPass(sender.idleTimeoutUs);
    if (this.blocked.count('memory') > 0) this.blocked.onMemory();
    if (this.state === 'closing') this.maybeFinishClose();
  }

  /** Without a batch that waits, a pass finds nothing to do. */
  private get hasPassWork(): boolean {
    return this.hasStickyRecords || this.accumulator.hasUndrained;
  }

  /** An answer came. If nothing is left to send, wait or expire, no pass is needed. */
  private onAnswer(): void {
    const isIdle =
      this.state === 'open' &&
      !this.isInPass &&
      !this.hasStickyRecords &&
      !this.accumulator.hasIncomplete &&
      this.blocked.count('memory') === 0 &&
      this.transactionManager?.hasProducerId !== false;
    if (isIdle) this.cancelPassTimer();
    else this.runPasses();
  }

  private restUntilNextPass(idleTimeoutUs: number): void {
    this.cancelPassTimer();
    if (idleTimeoutUs < Infinity) this.wakeIn(idleTimeoutUs);
  }

  private cancelPassTimer(): void {
    if (this.passTimer >= 0) this.timers.cancel(this.passTimer);
    this.passTimer = -1;
    this.passAtUs = Infinity;
  }

  private onMetadataUpdate(): void {
    this.blocked.onMetadata();
    // Who still misses a topic or a partition asks again.
    if (this.blocked.count('metadata') > 0) this.clientMetadata.requestUpdate();
    if (this.accumulator.hasUndrained) this.wakeIn(0);
  }

  // ---- the end

  private maybeFinishClose(): void {
    if (this.accumulator.hasUndrained || this.sender.inFlightRequestCount > 0) return;
    this.finishClose();
  }

  private finishClose(): void {
    this.state = 'closed';
    this.cancelPassTimer();
    if (this.closeTimer >= 0) this.timers.cancel(this.closeTimer);
    const { onClosed } = this;
    this.onClosed = null;
    onClosed?.();
  }
}

function accumulatorSettings(config: ProducerConfig, random: RandomStream): AccumulatorSettings {
  return {
    batchSize: config.batchSize,
    lingerUs: config.lingerMs * 1000,
    deliveryTimeoutUs: config.deliveryTimeoutMs * 1000,
    bufferMemory: config.bufferMemory,
    backoff: new ExponentialBackoff(config.retryBackoffMs, config.retryBackoffMaxMs, random),
    adaptivePartitioning:
      config.partitionerAdaptivePartitioningEnable && config.partitioner === 'built-in',
    availabilityTimeoutUs: config.partitionerAvailabilityTimeoutMs * 1000,
  };
}

function newSender(
  { timers, connections, config }: ProducerParts,
  metadata: ProducerMetadata,
  accumulator: RecordAccumulator,
  transactionManager: TransactionManager | null,
  wakeup: () => void,
): Sender {
  const reconnectUs = Math.max(config.reconnectBackoffMs * 1000, LEAST_REST_US);
  const settings = {
    acks: config.acks,
    retries: config.retries,
    maxRequestSize: config.maxRequestSize,
    requestTimeoutMs: config.requestTimeoutMs,
    retryBackoffUs: config.retryBackoffMs * 1000,
    guaranteeMessageOrder: config.maxInFlightRequestsPerConnection === 1,
  };
  const pollDelayUs = (node: number) => (connections.isUnavailable(node) ? reconnectUs : Infinity);
  return new Sender(settings, {
    timers,
    connections,
    metadata,
    accumulator,
    transactionManager,
    pollDelayUs,
    wakeup,
  });
}

function refused(error: string, message: string): SendFailure {
  return { error, message, definite: true };
}

function passOf(producer: KafkaProducer): void {
  producer.onPassTimer();
}

function forceCloseOf(producer: KafkaProducer): void {
  producer.forceClose();
}
