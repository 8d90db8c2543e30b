import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { MembershipOperation } from './consumerCoordinator.ts';
import type { ConsumerError } from './consumerError.ts';
import type { PolledPartition } from './fetchCollector.ts';
import type { CommitCallback } from './offsetCommitter.ts';
import type { RebalanceListener } from './rebalanceListener.ts';
import type { OffsetToCommit } from './subscriptionState.ts';

/** What a poll came to. With an error there are no records. */
export interface PollOutcome {
  readonly error: ConsumerError | null;
  /** Empty if the timeout passed first. */
  readonly partitions: readonly PolledPartition[];
}

export interface CloseOptions {
  readonly timeoutMs: number;
  readonly membership: MembershipOperation;
}

/**
 * The part of a consumer that depends on the group protocol (`ConsumerDelegate`). Calls that block
 * in Java take a callback, which runs once, at once or later. All calls throw
 * ConcurrentModificationException while another one has not called back, unless its rebalance
 * listener makes them; and IllegalStateException after `close`. All exceptions are
 * `ConsumerError`s.
 */
export interface ConsumerDelegate {
  /** `topics` is not empty. Takes effect with the next poll. */
  subscribe(topics: readonly string[], listener: RebalanceListener | null): void;
  assign(partitions: readonly TopicPartition[]): void;
  unsubscribe(onDone: (error: ConsumerError | null) => void): void;
  poll(timeoutMs: number, onDone: (outcome: PollOutcome) => void): void;
  /** `offsets` null: the positions. */
  commitSync(
    offsets: readonly OffsetToCommit[] | null,
    onDone: (error: ConsumerError | null) => void,
    timeoutMs: number,
  ): void;
  commitAsync(offsets: readonly OffsetToCommit[] | null, callback: CommitCallback | null): void;
  seek(partition: TopicPartition, offset: number): void;
  seekToBeginning(partitions: readonly TopicPartition[]): void;
  seekToEnd(partitions: readonly TopicPartition[]): void;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  position(partition: TopicPartition): number | null;
  assignment(): readonly TopicPartition[];
  enforceRebalance(): void;
  close(onDone: (error: ConsumerError | null) => void, options: CloseOptions): void;
}
