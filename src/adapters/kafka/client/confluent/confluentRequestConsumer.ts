import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AssignmentListener,
  CommitError,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
} from '../../../../issuer/ports.ts';
import { readConsumerConfig } from '../clientConfigs.ts';
import type { CommitRefusal } from '../commitRefusal.ts';
import { ConsumerCommits } from '../consumerCommits.ts';
import type { ClientObserver, RealConsumerOptions, RealRequestConsumer } from '../kafkaClient.ts';
import { rdkafkaConsumerConfig } from './rdkafkaConfig.ts';
import { isDeadly, RDKAFKA, rdkafkaRefusal } from './rdkafkaErrors.ts';
import type {
  RdkafkaConsumer,
  RdkafkaError,
  RdkafkaMessage,
  RdkafkaModule,
  RdkafkaPartition,
} from './rdkafkaModule.ts';

/** librdkafka tells of a rebalance while it consumes: the longest it may then have to wait. */
const SLICE_MS = 100;
/** It does not tell generations, except in its debug log. */
const UNKNOWN_GENERATION = -1;

/** A rebalance that waits until we assign or unassign. */
interface Rebalance {
  readonly isAssignment: boolean;
  readonly partitions: readonly RdkafkaPartition[];
}

/**
 * A member of a group on librdkafka, by the rdkafka-style interface: the promise-style one answers
 * every commit with success and has no poll. Heartbeats go out in the background. A synchronous
 * commit blocks the event loop, and there is no other that tells its outcome: asynchronous ones are
 * made of it. A rebalance waits for the listener.
 */
export class ConfluentRequestConsumer implements RealRequestConsumer {
  readonly childPids: readonly number[] = [];
  private readonly observer: ClientObserver;
  private readonly consumer: RdkafkaConsumer;
  private readonly commits: ConsumerCommits;
  private readonly maxPollRecords: number;
  private readonly apiTimeoutMs: number;
  private readonly retryBackoffMs: number;
  private readonly rebalances: Rebalance[] = [];
  private topics: readonly string[] = [];
  private listener: AssignmentListener | null = null;
  private connected: Promise<void> | null = null;
  private owned: ConsumerPartition[] = [];
  private failure: Error | null = null;
  private isClosed = false;

  constructor(rdkafka: RdkafkaModule, options: RealConsumerOptions) {
    const { config, clientId, groupId, observer } = options;
    const parsed = readConsumerConfig(config, clientId, groupId);
    const { client, topic } = rdkafkaConsumerConfig(options);
    this.observer = observer;
    this.maxPollRecords = parsed.maxPollRecords;
    this.apiTimeoutMs = parsed.defaultApiTimeoutMs;
    this.retryBackoffMs = parsed.retryBackoffMs;
    this.consumer = new rdkafka.KafkaConsumer(
      {
        ...client,
        // It must return nothing.
        rebalance_cb: (event: RdkafkaError, partitions: readonly RdkafkaPartition[]): void =>
          this.onRebalance(event, partitions),
      },
      topic,
    );
    this.consumer.on('event.error', (error) => this.onError(error));
    this.commits = new ConsumerCommits({
      observer,
      autoCommitIntervalMs: parsed.enableAutoCommit ? parsed.autoCommitIntervalMs : null,
      send: (offsets, mayRetry) => this.send(offsets, mayRetry),
    });
  }

  subscribe(topics: readonly string[], listener: AssignmentListener): void {
    this.topics = topics;
    this.listener = listener;
  }

  async poll(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    const endMs = performance.now() + timeoutMs;
    await this.connect();
    this.commits.onPoll();
    for (;;) {
      if (this.failure !== null) throw this.failure;
      const leftMs = endMs - performance.now();
      const messages = await this.consume(Math.max(0, Math.min(leftMs, SLICE_MS)));
      // What is still in hand of partitions that go now belongs to the next owner.
      await this.settleRebalances();
      const records = messages.filter((message) => this.isOwned(message)).map(incomingRecord);
      if (records.length > 0) {
        this.observePolled(records);
        return records;
      }
      if (performance.now() >= endMs) return [];
    }
  }

  commitSync(offsets: readonly OffsetToCommit[]): Promise<void> {
    return this.commits.commitSync(offsets);
  }

  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void {
    this.commits.commitAsync(offsets, onComplete);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.settleRebalances();
    await this.giveUp(this.owned, this.owned.length > 0 && this.consumer.assignmentLost());
    await this.commits.settle();
    this.isClosed = true;
    if (this.connected === null) return;
    await new Promise<void>((resolve) => this.consumer.disconnect(() => resolve()));
  }

  private async connect(): Promise<void> {
    this.connected ??= new Promise((resolve, reject) =>
      this.consumer.connect({}, (error) => {
        if (error !== null && error !== undefined) return reject(error);
        this.consumer.setDefaultIsTimeoutOnlyForFirstMessage(true);
        this.consumer.subscribe(this.topics);
        resolve();
      }),
    );
    try {
      await this.connected;
    } catch {
      // No broker answers yet; Kafka's own consumer does not mind.
      this.connected = null;
      await sleep(this.retryBackoffMs);
    }
  }

  private async consume(timeoutMs: number): Promise<readonly RdkafkaMessage[]> {
    if (this.connected === null) return [];
    this.consumer.setDefaultConsumeTimeout(Math.round(timeoutMs));
    return await new Promise((resolve) =>
      this.consumer.consume(this.maxPollRecords, (error, messages) => {
        if (error !== null && error !== undefined) this.onError(error);
        resolve(messages ?? []);
      }),
    );
  }

  private onError(error: RdkafkaError): void {
    if (this.failure !== null || !isDeadly(error)) return;
    const reason = `librdkafka gave up: ${error.message}`;
    this.failure = new Error(reason, { cause: error });
    this.observer.onDied(reason);
  }

  private onRebalance(event: RdkafkaError, partitions: readonly RdkafkaPartition[]): void {
    const { code } = event;
    if (code === RDKAFKA.assignPartitions || code === RDKAFKA.revokePartitions) {
      const rebalance = { isAssignment: code === RDKAFKA.assignPartitions, partitions };
      if (this.isClosed) this.apply(rebalance);
      else this.rebalances.push(rebalance);
    } else this.consumer.unassign();
  }

  private async settleRebalances(): Promise<void> {
    for (let next = this.rebalances.shift(); next !== undefined; next = this.rebalances.shift()) {
      const partitions = next.partitions
        .map(({ topic, partition }) => ({ topic, partition }))
        .sort((a, b) =>
          a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition,
        );
      try {
        if (next.isAssignment) await this.take(partitions);
        else await this.giveUp(partitions, this.consumer.assignmentLost());
      } finally {
        this.apply(next);
      }
    }
  }

  private async take(partitions: readonly ConsumerPartition[]): Promise<void> {
    this.owned = [...this.owned, ...partitions];
    this.observer.onAssigned(partitions, UNKNOWN_GENERATION);
    await this.listener!.onAssigned(partitions);
  }

  private async giveUp(partitions: readonly ConsumerPartition[], isLost: boolean): Promise<void> {
    if (partitions.length === 0) return;
    const { observer, listener, commits } = this;
    try {
      if (isLost) {
        observer.onLost(partitions, UNKNOWN_GENERATION);
        await listener!.onLost(partitions);
      } else {
        await commits.autoCommitNow(partitions);
        observer.onRevoked(partitions, UNKNOWN_GENERATION);
        await listener!.onRevoked(partitions);
      }
    } finally {
      this.owned = this.owned.filter((own) => !partitions.some((gone) => isSame(own, gone)));
      commits.forgetConsumed(partitions);
    }
  }

  /** Lets librdkafka go on with the rebalance. */
  private apply({ isAssignment, partitions }: Rebalance): void {
    const { consumer } = this;
    const isCooperative = consumer.rebalanceProtocol() === 'COOPERATIVE';
    if (isAssignment && isCooperative) consumer.incrementalAssign(partitions);
    else if (isAssignment) consumer.assign(partitions);
    else if (isCooperative) consumer.incrementalUnassign(partitions);
    else consumer.unassign();
  }

  private async send(
    offsets: readonly OffsetToCommit[],
    mayRetry: boolean,
  ): Promise<CommitRefusal | null> {
    const endMs = performance.now() + this.apiTimeoutMs;
    for (;;) {
      try {
        this.consumer.commitSync(offsets.map((offset) => ({ ...offset })));
        return null;
      } catch (error) {
        const isOwnerStill =
          offsets.every((offset) => this.isOwned(offset)) && !this.consumer.assignmentLost();
        const refusal = rdkafkaRefusal(error as RdkafkaError, isOwnerStill);
        const isTransient = refusal.retriable && refusal.error !== 'RebalanceInProgressException';
        if (!mayRetry || !isTransient || performance.now() >= endMs) return refusal;
      }
      await sleep(this.retryBackoffMs);
    }
  }

  private isOwned(one: ConsumerPartition): boolean {
    return this.owned.some((own) => isSame(own, one));
  }

  /** Of one partition the records are in order, though not in a row. */
  private observePolled(records: readonly IncomingRecord[]): void {
    const ranges = new Map<string, { first: IncomingRecord; endOffset: number }>();
    for (const record of records) {
      const { topic, partition, offset } = record;
      const key = `${topic}-${partition}`;
      const range = ranges.get(key);
      if (range === undefined) ranges.set(key, { first: record, endOffset: offset + 1 });
      else range.endOffset = offset + 1;
    }
    for (const { first, endOffset } of ranges.values()) {
      this.observer.onPolled(first.topic, first.partition, first.offset, endOffset);
      this.commits.onConsumed(first.topic, first.partition, endOffset);
    }
  }
}

function isSame(one: ConsumerPartition, other: ConsumerPartition): boolean {
  return one.partition === other.partition && one.topic === other.topic;
}

function incomingRecord(message: RdkafkaMessage): IncomingRecord {
  const { topic, partition, offset, key, value, timestamp = -1, headers = [] } = message;
  return {
    topic,
    partition,
    offset,
    key: key === undefined || key === null ? null : key.toString(),
    value: value === null ? null : value.toString(),
    headers: headers.flatMap((header) =>
      Object.entries(header).map(([name, text]) => ({ key: name, value: text.toString() })),
    ),
    timestampMs: timestamp,
  };
}
