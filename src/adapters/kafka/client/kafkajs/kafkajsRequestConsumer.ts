import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaJSError, type EachBatchPayload, type KafkaMessage } from 'kafkajs';
import type {
  AssignmentListener,
  CommitError,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
} from '../../../../issuer/ports.ts';
import { commitRefusal, type CommitRefusal } from '../commitRefusal.ts';
import { ConsumerCommits } from '../consumerCommits.ts';
import type { ClientObserver, RealConsumerOptions, RealRequestConsumer } from '../kafkaClient.ts';
import { newNotCoordinatorError } from './coordinatorWatch.ts';
import {
  kafkajsConsumerSettings,
  type KafkajsConsumerSettings,
} from './kafkajsConsumerSettings.ts';
import { makesRejoin, meansLost, refusalOf } from './kafkajsErrors.ts';
import { KafkajsMember, type KafkajsMemberListener } from './kafkajsMember.ts';
import { PollDesk } from './pollDesk.ts';

/** Commits go through the payload of a batch: `consumer.commitOffsets` would end the consumer. */
interface CommitWay {
  readonly payload: EachBatchPayload;
  /** The assignment that it belongs to. */
  readonly assignment: number;
}

interface AwaitedJoin {
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** With several brokers another part of kafkajs may be about to join. */
const JOIN_PATIENCE_MS = 1000;

/**
 * A member of a group on kafkajs. kafkajs pushes batches of one partition; a poll takes up to
 * max.poll.records of one of them, and kafkajs waits until the next poll.
 *
 * As kafkajs has it: heartbeats go out only while it fetches and when the worker calls (poll,
 * commit), so a handler that takes longer than the session timeout loses the member its partitions;
 * a rebalance takes all partitions first. As Kafka's own consumer has it: callbacks and joins
 * happen within poll, offsets are committed before a join, auto-commit goes by its interval.
 */
export class KafkajsRequestConsumer implements RealRequestConsumer, KafkajsMemberListener {
  readonly childPids: readonly number[] = [];
  private readonly settings: KafkajsConsumerSettings;
  private readonly observer: ClientObserver;
  private readonly desk = new PollDesk();
  private readonly commits: ConsumerCommits;
  private member: KafkajsMember | null = null;
  private listener: AssignmentListener | null = null;
  private owned: readonly ConsumerPartition[] = [];
  private generation = -1;
  /** Counts assignments that were given up: what belongs to an earlier one is stale. */
  private assignment = 0;
  private isLost = false;
  private isClosed = false;
  /** What kafkajs is to join again for, as soon as the worker comes back. */
  private rejoinError: Error | null = null;
  private way: CommitWay | null = null;
  /** The partitions were given up for a join that has not ended. */
  private awaitedJoin: AwaitedJoin | null = null;

  constructor(options: RealConsumerOptions) {
    this.settings = kafkajsConsumerSettings(options);
    this.observer = options.observer;
    this.commits = new ConsumerCommits({
      observer: options.observer,
      autoCommitIntervalMs: this.settings.autoCommitIntervalMs,
      send: (offsets, mayRetry) => this.send(offsets, mayRetry),
    });
  }

  subscribe(topics: readonly string[], listener: AssignmentListener): void {
    this.listener = listener;
    this.member = new KafkajsMember(this.settings, topics, this);
  }

  async poll(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    this.member?.start();
    this.commits.onPoll();
    const records = await this.desk.serve(timeoutMs);
    const first = records[0];
    if (first !== undefined) {
      const endOffset = records.at(-1)!.offset + 1;
      this.observer.onPolled(first.topic, first.partition, first.offset, endOffset);
      this.commits.onConsumed(first.topic, first.partition, endOffset);
    }
    return records;
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
    this.isClosed = true;
    if (this.owned.length > 0) await this.giveUp();
    await this.commits.settle();
    this.desk.close();
    await this.member?.stop();
  }

  async onBeforeJoin(): Promise<void> {
    if (this.owned.length > 0) await this.desk.callback(() => this.giveUp());
    this.rejoinError = null;
  }

  onJoined(partitions: readonly ConsumerPartition[], generation: number): void {
    // With several brokers kafkajs may join twice at once, and gets the same answer twice.
    if (generation === this.generation && this.owned.length > 0) return;
    this.owned = partitions;
    this.generation = generation;
    this.isLost = false;
    this.awaitedJoin?.end();
    this.awaitedJoin = null;
    void this.desk.callback(async () => {
      this.observer.onAssigned(partitions, generation);
      await this.listener!.onAssigned(partitions);
    });
  }

  onThrownOut(): void {
    this.isLost = true;
  }

  onDied(error: Error): void {
    const reason = `kafkajs gave up: ${error.message}`;
    this.observer.onDied(reason);
    this.desk.fail(new Error(reason, { cause: error }));
  }

  async onBatch(payload: EachBatchPayload): Promise<void> {
    if (this.awaitedJoin !== null) return await this.insistOnJoin(this.awaitedJoin);
    const { assignment, isClosed } = this;
    const { topic, partition, messages } = payload.batch;
    const isOwned = this.owned.some((own) => own.partition === partition && own.topic === topic);
    if (!isOwned || isClosed) return;
    await this.heartbeat(payload);
    this.way = { payload, assignment };
    const isStale = (): boolean => this.assignment !== assignment;
    const { maxPollRecords } = this.settings;
    for (let start = 0; start < messages.length; start += maxPollRecords) {
      const chunk = messages.slice(start, start + maxPollRecords);
      const records = chunk.map((message) => incomingRecord(topic, partition, message));
      await this.desk.deliver(records, isStale);
      if (isStale() || this.isClosed) return;
      payload.resolveOffset(chunk.at(-1)!.offset);
      await this.heartbeat(payload);
    }
  }

  /**
   * When a join fails, kafkajs goes on fetching what it was assigned before, as long as its
   * heartbeats are answered. But that was given up: it has to join.
   */
  private async insistOnJoin(join: AwaitedJoin): Promise<void> {
    const patience = new AbortController();
    const limit = sleep(JOIN_PATIENCE_MS, undefined, { signal: patience.signal, ref: false });
    await Promise.race([join.ended, limit.catch(() => undefined)]);
    patience.abort();
    if (this.awaitedJoin === join && !this.isClosed) throw newNotCoordinatorError();
  }

  /** kafkajs learns of a rebalance by heartbeats, between records. */
  private async heartbeat(payload: EachBatchPayload): Promise<void> {
    // kafkajs would hand out one batch of each other partition before it joins again.
    if (this.rejoinError !== null) throw this.rejoinError;
    try {
      await payload.heartbeat();
    } catch (error) {
      this.takeNote(error);
      throw error;
    }
  }

  private takeNote(error: unknown): void {
    if (makesRejoin(error)) this.rejoinError = error as Error;
    if (meansLost(error)) this.isLost = true;
  }

  /** All partitions go: revoked, or lost already. Happens within poll or close. */
  private async giveUp(): Promise<void> {
    const { owned, generation, observer } = this;
    try {
      if (!this.isLost) await this.commits.autoCommitNow();
      if (this.isLost) {
        observer.onLost(owned, generation);
        await this.listener!.onLost(owned);
      } else {
        observer.onRevoked(owned, generation);
        await this.listener!.onRevoked(owned);
      }
    } finally {
      this.owned = [];
      this.assignment += 1;
      this.awaitedJoin = newAwaitedJoin();
      this.commits.forgetConsumed();
    }
  }

  /** Sends a commit; null: done. */
  private async send(
    offsets: readonly OffsetToCommit[],
    mayRetry: boolean,
  ): Promise<CommitRefusal | null> {
    const { apiTimeoutMs, retryBackoffMs } = this.settings;
    const endMs = performance.now() + apiTimeoutMs;
    for (;;) {
      const { way } = this;
      // Never under a generation that the records were not read in.
      if (way === null || way.assignment !== this.assignment)
        return { ...commitRefusal('ILLEGAL_GENERATION'), errorCode: null };
      const refusal = await this.sendOnce(offsets, way);
      if (refusal === null || !mayRetry || !isTransient(refusal)) return refusal;
      if (refusal.errorCode === null && (await this.member?.hasCoordinatorMoved()) === true) {
        this.takeNote(newNotCoordinatorError());
        return commitRefusal('NOT_COORDINATOR');
      }
      if (performance.now() >= endMs) return { ...refusal, error: 'TimeoutException' };
      await sleep(retryBackoffMs);
    }
  }

  private async sendOnce(
    offsets: readonly OffsetToCommit[],
    { payload }: CommitWay,
  ): Promise<CommitRefusal | null> {
    try {
      await payload.commitOffsetsIfNecessary({ topics: groupedByTopic(offsets) });
    } catch (error) {
      if (!(error instanceof KafkaJSError)) throw error;
      this.takeNote(error);
      return refusalOf(error);
    }
    // Between records, as users of kafkajs do. What it says is heard at the next poll.
    payload.heartbeat().catch((error: unknown) => this.takeNote(error));
    return null;
  }
}

/** No answer, or the coordinator is being moved: Kafka's own client tries again by itself. */
function isTransient({ retriable, errorCode }: CommitRefusal): boolean {
  if (!retriable) return false;
  return errorCode !== 'REBALANCE_IN_PROGRESS' && errorCode !== 'NOT_COORDINATOR';
}

/** Offsets are texts to kafkajs: a number would lose precision on its way. */
function groupedByTopic(
  offsets: readonly OffsetToCommit[],
): { topic: string; partitions: { partition: number; offset: string }[] }[] {
  const byTopic = new Map<string, { partition: number; offset: string }[]>();
  for (const { topic, partition, offset } of offsets) {
    const partitions = byTopic.get(topic);
    const entry = { partition, offset: String(offset) };
    if (partitions === undefined) byTopic.set(topic, [entry]);
    else partitions.push(entry);
  }
  return [...byTopic].map(([topic, partitions]) => ({ topic, partitions }));
}

function incomingRecord(topic: string, partition: number, message: KafkaMessage): IncomingRecord {
  const { key, value, offset, timestamp, headers = {} } = message;
  return {
    topic,
    partition,
    offset: Number(offset),
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
    headers: Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((text) => ({ key: name, value: text?.toString() ?? '' })),
    ),
    timestampMs: Number(timestamp),
  };
}

function newAwaitedJoin(): AwaitedJoin {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
}
