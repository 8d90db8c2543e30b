import type { TopicPartition } from '../../protocol/topicPartition.ts';
import { AsyncKafkaConsumer } from './async/asyncKafkaConsumer.ts';
import type { ConsumerEnvironment } from './classicKafkaConsumer.ts';
import { ClassicKafkaConsumer } from './classicKafkaConsumer.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { CloseOptions, ConsumerDelegate, PollOutcome } from './consumerDelegate.ts';
import type { ConsumerError } from './consumerError.ts';
import type { CommitCallback } from './offsetCommitter.ts';
import type { RebalanceListener } from './rebalanceListener.ts';
import type { OffsetToCommit } from './subscriptionState.ts';

const DEFAULT_CLOSE_OPTIONS: CloseOptions = { timeoutMs: 30_000, membership: 'DEFAULT' };

/**
 * A Kafka consumer. It only hands on to the part that knows the group protocol, as Kafka's
 * `KafkaConsumer` does. See `ConsumerDelegate` for what calls throw and when callbacks run.
 */
export class KafkaConsumer {
  readonly config: ConsumerConfig;
  private readonly delegate: ConsumerDelegate;

  constructor(config: ConsumerConfig, environment: ConsumerEnvironment) {
    this.config = config;
    this.delegate = newDelegate(config, environment);
  }

  /** Joins the group at the next poll. Without topics it is `unsubscribe`. */
  subscribe(topics: readonly string[], listener: RebalanceListener | null = null): void {
    if (topics.length > 0) this.delegate.subscribe(topics, listener);
    else this.unsubscribe();
  }

  /** Takes partitions without a group. */
  assign(partitions: readonly TopicPartition[]): void {
    this.delegate.assign(partitions);
  }

  /** Gives everything back and leaves the group. Nothing is committed, even with auto-commit. */
  unsubscribe(onDone: (error: ConsumerError | null) => void = () => undefined): void {
    this.delegate.unsubscribe(onDone);
  }

  /** At most max.poll.records records; waits for the first one until the timeout. */
  poll(timeoutMs: number, onDone: (outcome: PollOutcome) => void): void {
    this.delegate.poll(timeoutMs, onDone);
  }

  /** Commits and waits; null: the positions. Retriable errors are retried until the timeout. */
  commitSync(
    offsets: readonly OffsetToCommit[] | null,
    onDone: (error: ConsumerError | null) => void,
    timeoutMs: number = this.config.defaultApiTimeoutMs,
  ): void {
    this.delegate.commitSync(offsets, onDone, timeoutMs);
  }

  /** Commits once; null: the positions. The callback runs inside a later call of the consumer. */
  commitAsync(
    offsets: readonly OffsetToCommit[] | null,
    callback: CommitCallback | null = null,
  ): void {
    this.delegate.commitAsync(offsets, callback);
  }

  /** The next poll returns records from this offset on. */
  seek(partition: TopicPartition, offset: number): void {
    this.delegate.seek(partition, offset);
  }

  seekToBeginning(partitions: readonly TopicPartition[]): void {
    this.delegate.seekToBeginning(partitions);
  }

  seekToEnd(partitions: readonly TopicPartition[]): void {
    this.delegate.seekToEnd(partitions);
  }

  /** No records of these partitions until `resume`; they stay assigned. */
  pause(partitions: readonly TopicPartition[]): void {
    this.delegate.pause(partitions);
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.delegate.resume(partitions);
  }

  /** The offset that the next poll would return first; null: not known yet. */
  position(partition: TopicPartition): number | null {
    return this.delegate.position(partition);
  }

  assignment(): readonly TopicPartition[] {
    return this.delegate.assignment();
  }

  /** The next poll joins again. */
  enforceRebalance(): void {
    this.delegate.enforceRebalance();
  }

  /**
   * Commits if auto-commit is on, gives everything back, and leaves unless the member is static.
   */
  close(onDone: (error: ConsumerError | null) => void, options: Partial<CloseOptions> = {}): void {
    this.delegate.close(onDone, { ...DEFAULT_CLOSE_OPTIONS, ...options });
  }
}

function newDelegate(config: ConsumerConfig, environment: ConsumerEnvironment): ConsumerDelegate {
  if (config.groupProtocol === 'classic') return new ClassicKafkaConsumer(config, environment);
  return new AsyncKafkaConsumer(config, environment);
}
