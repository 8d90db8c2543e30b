import type { ConsumerError } from '../consumerError.ts';
import { timedOut } from '../consumerError.ts';
import { Deadline } from '../deadline.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { OffsetToCommit } from '../subscriptionState.ts';
import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { AsyncParts } from './asyncParts.ts';
import { RequestState } from './requestState.ts';

/**
 * A request to the coordinator that is tried until it succeeds or its time is over. Mirrors
 * `CommitRequestManager.RetriableRequestState`.
 */
export abstract class GroupRequestAttempt<T> extends RequestState {
  /** What the present try comes to. */
  future = new RequestFuture<T>();
  private readonly deadline: Deadline;

  constructor(parts: AsyncParts, deadlineUs: number) {
    super(parts.timers, parts.backoff);
    this.deadline = new Deadline(parts.timers, Math.max(0, deadlineUs - parts.timers.nowUs));
  }

  get isExpired(): boolean {
    this.deadline.update();
    return this.deadline.isExpired;
  }

  get remainingUs(): number {
    this.deadline.update();
    return this.deadline.remainingUs;
  }

  /** True if it has been tried and its time is over. */
  get isOver(): boolean {
    return this.attempts > 0 && this.isExpired;
  }

  /** The next try has a future of its own. */
  resetFuture(): void {
    this.future = new RequestFuture<T>();
  }

  expire(): void {
    this.future.raise(timedOut('the request did not succeed in time'));
  }
}

/** An OffsetCommit. */
export class OffsetCommitAttempt extends GroupRequestAttempt<void> {
  offsets: readonly OffsetToCommit[];
  readonly isAuto: boolean;

  constructor(
    parts: AsyncParts,
    offsets: readonly OffsetToCommit[],
    deadlineUs: number,
    isAuto: boolean,
  ) {
    super(parts, deadlineUs);
    this.offsets = offsets;
    this.isAuto = isAuto;
  }
}

/** A committed offset; -1: none. */
export interface CommittedOffset extends TopicPartition {
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
}

/** Committed offsets, and partitions that may have one that could not be told yet. */
export interface FetchedOffsets {
  readonly offsets: readonly CommittedOffset[];
  readonly hasRetriableErrors: boolean;
}

/** An OffsetFetch. */
export class OffsetFetchAttempt extends GroupRequestAttempt<FetchedOffsets> {
  readonly partitions: readonly TopicPartition[];

  constructor(parts: AsyncParts, partitions: readonly TopicPartition[], deadlineUs: number) {
    super(parts, deadlineUs);
    this.partitions = partitions;
  }

  isSameRequest(other: OffsetFetchAttempt): boolean {
    return isSamePartitions(this.partitions, other.partitions);
  }
}

/** True if both lists have the same partitions, in whatever order. */
export function isSamePartitions(
  a: readonly TopicPartition[],
  b: readonly TopicPartition[],
): boolean {
  return (
    a.length === b.length &&
    a.every((one) =>
      b.some((other) => other.partition === one.partition && other.topic === one.topic),
    )
  );
}

/** `TimeoutException` with the reason why the last try failed. */
export function asTimeout(error: ConsumerError): ConsumerError {
  return error.name === 'TimeoutException' ? error : timedOut(error.message);
}
