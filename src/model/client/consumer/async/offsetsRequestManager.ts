import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import { ConsumerError } from '../consumerError.ts';
import type { FetchParts } from '../fetchParts.ts';
import { PositionResetter } from '../positionResetter.ts';
import { PositionValidator } from '../positionValidator.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { RequestSender } from '../requestSender.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { FetchedOffsets } from './groupRequestAttempt.ts';
import { isSamePartitions } from './groupRequestAttempt.ts';
import type { RequestManager } from './networkThread.ts';
import type { OffsetFetchQueue } from './offsetFetchQueue.ts';

/**
 * Gives partitions their positions. Mirrors `OffsetsRequestManager`: a request that an earlier poll
 * made for the same partitions is waited for, not made again.
 *
 * Simplified: a committed leader epoch newer than the known metadata asks for new metadata; Kafka
 * also holds the partition back until that has come.
 */
export class OffsetsRequestManager implements RequestManager {
  private readonly parts: AsyncParts;
  /** null: the consumer is in no group. */
  private readonly committed: OffsetFetchQueue | null;
  private readonly resetter: PositionResetter;
  private readonly validator: PositionValidator;
  private queued: (() => void)[] = [];
  private pending: {
    readonly partitions: readonly TopicPartition[];
    readonly future: RequestFuture<void>;
  } | null = null;
  private cachedError: ConsumerError | null = null;

  constructor(parts: AsyncParts, committed: OffsetFetchQueue | null) {
    this.parts = parts;
    this.committed = committed;
    const sender: RequestSender = {
      send: (connection, request, handler) =>
        this.queued.push(() => parts.network.send(connection, request, handler)),
      isUnavailable: (connection) => parts.network.isUnavailable(connection),
    };
    const fetchParts: FetchParts = { ...parts, network: sender };
    this.resetter = new PositionResetter(fetchParts);
    this.validator = new PositionValidator(fetchParts);
  }

  poll(): number {
    const { queued } = this;
    if (queued.length === 0) return Infinity;
    this.queued = [];
    for (const send of queued) send();
    return Infinity;
  }

  /** Positions under another leader than before must be confirmed. */
  onMetadataChange(): void {
    this.validator.onMetadataChange();
  }

  /** Settled when all partitions that had none now have got what could be got. */
  updateFetchPositions(deadlineUs: number): RequestFuture<void> {
    const { cachedError } = this;
    this.cachedError = null;
    if (cachedError !== null) return RequestFuture.failed(cachedError);
    const result = new RequestFuture<void>();
    try {
      this.validator.validateIfNeeded();
      if (this.parts.subscriptions.hasAllFetchPositions()) result.complete(undefined);
      else this.updatePositions(deadlineUs, result);
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
      result.raise(error);
    }
    return result;
  }

  private updatePositions(deadlineUs: number, result: RequestFuture<void>): void {
    const { subscriptions, timers } = this.parts;
    // Nobody waits any more for a poll that is over: the next one throws its error.
    result.onDone((error) => {
      if (error !== null && timers.nowUs >= deadlineUs) this.cachedError = error;
    });
    const initializing: TopicPartition[] = subscriptions.assigned
      .filter((state) => state.shouldInitialize)
      .map(({ topic, partition }) => ({ topic, partition }));
    this.initializeFromCommitted(initializing, deadlineUs).onDone((error) => {
      if (error !== null) return result.raise(error);
      try {
        subscriptions.resetInitializingPositions(({ topic, partition }) =>
          initializing.some((one) => one.partition === partition && one.topic === topic),
        );
        this.resetter.resetIfNeeded(() => result.complete(undefined));
      } catch (thrown) {
        if (!(thrown instanceof ConsumerError)) throw thrown;
        result.raise(thrown);
      }
    });
  }

  private initializeFromCommitted(
    partitions: readonly TopicPartition[],
    deadlineUs: number,
  ): RequestFuture<void> {
    const future = new RequestFuture<void>();
    if (this.committed === null || partitions.length === 0) {
      future.complete(undefined);
      return future;
    }
    if (this.pending !== null && isSamePartitions(this.pending.partitions, partitions))
      return this.pending.future;
    const { config, timers } = this.parts;
    const fetchDeadlineUs = Math.max(deadlineUs, timers.nowUs + config.defaultApiTimeoutMs * 1000);
    const pending = { partitions, future };
    this.pending = pending;
    const fetched = this.committed.fetch(partitions, fetchDeadlineUs);
    fetched.onDone((error) => {
      this.pending = null;
      if (error !== null) return future.raise(error);
      this.apply(fetched.value);
      future.complete(undefined);
    });
    return future;
  }

  private apply({ offsets }: FetchedOffsets): void {
    const { metadata, subscriptions } = this.parts;
    for (const { topic, partition, committedOffset, committedLeaderEpoch } of offsets) {
      const state = subscriptions.find(topic, partition);
      if (committedOffset < 0 || state === null || !state.shouldInitialize) continue;
      const leader = metadata.partition(topic, partition);
      if (leader !== null && committedLeaderEpoch > leader.leaderEpoch) metadata.requestUpdate();
      state.seek(committedOffset, committedLeaderEpoch, leader);
    }
  }
}
