import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { OffsetCommitRequest } from '../../protocol/requests.ts';
import type { OffsetCommitResponse } from '../../protocol/responses.ts';
import type { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { ApplicationThread, Blocking } from './applicationThread.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import { ConsumerError, exceptionOf } from './consumerError.ts';
import type { ConsumerNetwork } from './consumerNetwork.ts';
import type { ConsumerObserver } from './consumerObserver.ts';
import type { ConsumerParts } from './consumerParts.ts';
import type { CoordinatorLookup } from './coordinatorLookup.ts';
import { isCoordinatorGone } from './coordinatorLookup.ts';
import { Deadline } from './deadline.ts';
import type { Generation } from './generation.ts';
import { NO_GENERATION } from './generation.ts';
import type { GroupMembership } from './groupMembership.ts';
import { RequestFuture } from './requestFuture.ts';
import type { OffsetToCommit, SubscriptionState } from './subscriptionState.ts';

/** Errors of a commit that change nothing and are reported as they are. */
const PLAIN_COMMIT_ERRORS: readonly ErrorCode[] = [
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'OFFSET_METADATA_TOO_LARGE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'UNKNOWN_TOPIC_OR_PARTITION',
];

/** Takes the outcome of an asynchronous commit, inside a later call of the consumer. */
export type CommitCallback = (error: ConsumerError | null) => void;

/**
 * Commits offsets: on request, and of its own accord every auto.commit.interval.ms. Mirrors the
 * commit half of `ConsumerCoordinator`.
 *
 * A synchronous commit is tried again after a retriable error until its deadline; an asynchronous
 * one is tried once. Auto-commits happen only inside poll (and before joining and closing), and
 * commit the positions: everything that earlier polls returned.
 */
export class OffsetCommitter {
  private readonly config: ConsumerConfig;
  private readonly network: ConsumerNetwork;
  private readonly lookup: CoordinatorLookup;
  private readonly membership: GroupMembership;
  private readonly subscriptions: SubscriptionState;
  private readonly thread: ApplicationThread;
  private readonly backoff: ExponentialBackoff;
  private readonly observer: ConsumerObserver | null;
  private readonly completed: {
    readonly callback: CommitCallback | null;
    readonly error: ConsumerError | null;
  }[] = [];
  private readonly nextAutoCommit: Deadline;
  private inFlightAsyncCount = 0;
  private pendingAsyncCount = 0;
  private isAsyncCommitFenced = false;

  constructor(parts: ConsumerParts) {
    this.config = parts.config;
    this.network = parts.network;
    this.lookup = parts.lookup;
    this.membership = parts.membership;
    this.subscriptions = parts.subscriptions;
    this.thread = parts.thread;
    this.backoff = parts.backoff;
    this.observer = parts.observer;
    this.nextAutoCommit = new Deadline(parts.timers, parts.config.autoCommitIntervalMs * 1000);
  }

  /** How long a poll may wait before it must look at auto-commit again; Infinity without it. */
  get untilAutoCommitUs(): number {
    return this.config.enableAutoCommit ? this.nextAutoCommit.remainingUs : Infinity;
  }

  /** True while asynchronous commits wait for a coordinator to be found. */
  get hasPendingAsyncCommits(): boolean {
    return this.pendingAsyncCount > 0;
  }

  /** Runs the callbacks of finished asynchronous commits. Throws if one of them was fenced. */
  invokeCompletedCallbacks(): void {
    if (this.isAsyncCommitFenced) throw exceptionOf('FENCED_INSTANCE_ID');
    while (this.completed.length > 0) {
      const { callback, error } = this.completed.shift()!;
      if (callback !== null) callback(error);
    }
  }

  /** Commits once, without waiting. The callback runs inside a later call. */
  commitAsync(offsets: readonly OffsetToCommit[], callback: CommitCallback | null): void {
    this.startAsync(offsets, callback, false);
  }

  /** Commits and waits. Returns false if the deadline passed; throws what is not retriable. */
  *commitSync(
    offsets: readonly OffsetToCommit[],
    deadline: Deadline,
    isAuto = false,
  ): Blocking<boolean> {
    this.invokeCompletedCallbacks();
    if (offsets.length === 0) return yield* this.awaitAsyncCommits(deadline);
    let attempts = 0;
    do {
      if (this.lookup.isUnknown() && !(yield* this.lookup.ensureReady(deadline))) return false;
      const future = this.send(offsets, isAuto);
      do {
        if (this.network.beginPoll(deadline, future, false)) yield;
        this.network.endPoll(deadline);
      } while (!future.isDone && !deadline.isExpired);
      this.invokeCompletedCallbacks();
      if (future.hasSucceeded) return true;
      if (future.error !== null && !future.error.isRetriableException) throw future.error;
      yield* this.backOff(deadline, attempts++);
    } while (!deadline.isExpired);
    return false;
  }

  /** Auto-commits if auto-commit is on and due. `nowUs`: the time as the poll last saw it. */
  maybeAutoCommit(nowUs: number): void {
    if (!this.config.enableAutoCommit) return;
    this.nextAutoCommit.updateTo(nowUs);
    if (!this.nextAutoCommit.isExpired) return;
    this.nextAutoCommit.reset(this.config.autoCommitIntervalMs * 1000);
    this.autoCommitAsync();
  }

  /** Auto-commits now; null without auto-commit, or while the coordinator must be found first. */
  autoCommitNow(): RequestFuture<void> | null {
    return this.config.enableAutoCommit ? this.autoCommitAsync() : null;
  }

  /** Auto-commits synchronously; errors are swallowed, as in close(). */
  *autoCommitSync(deadline: Deadline): Blocking<void> {
    if (!this.config.enableAutoCommit) return;
    try {
      yield* this.commitSync(this.subscriptions.allConsumed(), deadline, true);
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
    }
  }

  /** A new assignment: the next auto-commit is a full interval away. */
  restartAutoCommitTimer(): void {
    this.nextAutoCommit.update();
    this.nextAutoCommit.reset(this.config.autoCommitIntervalMs * 1000);
  }

  private autoCommitAsync(): RequestFuture<void> | null {
    const onComplete = (error: ConsumerError | null): void => {
      if (error === null || error.name !== 'RetriableCommitFailedException') return;
      this.nextAutoCommit.update();
      this.nextAutoCommit.reset(this.config.retryBackoffMs * 1000);
    };
    return this.startAsync(this.subscriptions.allConsumed(), onComplete, true);
  }

  private startAsync(
    offsets: readonly OffsetToCommit[],
    callback: CommitCallback | null,
    isAuto: boolean,
  ): RequestFuture<void> | null {
    this.invokeCompletedCallbacks();
    let future: RequestFuture<void> | null = null;
    if (offsets.length === 0 || this.lookup.ensureReadyNow()) {
      future = this.sendAsync(offsets, callback, isAuto);
    } else {
      this.pendingAsyncCount++;
      this.lookup.lookup().onDone((error) => {
        this.pendingAsyncCount--;
        if (error !== null) {
          this.completed.push({ callback, error: retriableCommitFailed(error) });
          return;
        }
        this.sendAsync(offsets, callback, isAuto);
        this.network.pollNow();
      });
    }
    this.network.pollNow();
    return future;
  }

  private sendAsync(
    offsets: readonly OffsetToCommit[],
    callback: CommitCallback | null,
    isAuto: boolean,
  ): RequestFuture<void> {
    const future = this.send(offsets, isAuto);
    this.inFlightAsyncCount++;
    future.onDone((error) => {
      this.inFlightAsyncCount--;
      const reported =
        error !== null && error.isRetriableException ? retriableCommitFailed(error) : error;
      this.completed.push({ callback, error: reported });
      if (reported !== null && reported.name === 'FencedInstanceIdException')
        this.isAsyncCommitFenced = true;
    });
    return future;
  }

  /** Nothing to commit: waits for earlier asynchronous commits only. */
  private *awaitAsyncCommits(deadline: Deadline): Blocking<boolean> {
    if (this.inFlightAsyncCount === 0) return true;
    let attempts = 0;
    do {
      yield* this.lookup.ensureReady(deadline);
      yield* this.network.poll(deadline);
      this.invokeCompletedCallbacks();
      if (this.inFlightAsyncCount === 0) return true;
      yield* this.backOff(deadline, attempts++);
    } while (!deadline.isExpired);
    return false;
  }

  private *backOff(deadline: Deadline, attempts: number): Blocking<void> {
    yield* this.thread.sleep(Math.min(this.backoff.backoffUs(attempts), deadline.remainingUs));
    deadline.update();
  }

  /** Sends one OffsetCommit, unless it is known already that it would be refused. */
  private send(offsets: readonly OffsetToCommit[], isAuto: boolean): RequestFuture<void> {
    const future = new RequestFuture<void>();
    if (offsets.length === 0) {
      future.complete(undefined);
      return future;
    }
    this.observe(offsets, isAuto, future);
    const coordinator = this.lookup.checkAndGet();
    if (coordinator < 0) {
      future.raise(exceptionOf('COORDINATOR_NOT_AVAILABLE'));
      return future;
    }
    const isMember = this.subscriptions.hasAutoAssignedPartitions;
    const generation = isMember ? this.membership.generationIfStable : NO_GENERATION;
    if (generation === null) {
      future.raise(this.membership.isRebalancing ? rebalancing('this consumer') : commitFailed());
      return future;
    }
    const groupInstanceId = isMember ? this.config.groupInstanceId : null;
    this.network.send(
      coordinator,
      this.newRequest(offsets, generation, groupInstanceId),
      (response, error) => {
        if (response !== null) return this.onResponse(response, generation, future);
        if (error!.name === 'DisconnectException') this.lookup.markUnknown(true);
        future.raise(error!);
      },
    );
    return future;
  }

  private newRequest(
    offsets: readonly OffsetToCommit[],
    generation: Generation,
    groupInstanceId: string | null,
  ): OffsetCommitRequest {
    return {
      api: 'OffsetCommit',
      groupId: this.config.groupId!,
      generationIdOrMemberEpoch: generation.generationId,
      memberId: generation.memberId,
      groupInstanceId,
      partitions: offsets.map(({ topic, partition, offset, leaderEpoch }) => ({
        topic,
        partition,
        committedOffset: offset,
        committedLeaderEpoch: leaderEpoch ?? -1,
        metadata: '',
      })),
    };
  }

  /** The first error of any partition decides. */
  private onResponse(
    response: OffsetCommitResponse,
    sent: Generation,
    future: RequestFuture<void>,
  ): void {
    for (const { error } of response.partitions) {
      if (error === 'NONE') continue;
      return future.raise(this.onCommitError(error, sent));
    }
    future.complete(undefined);
  }

  private onCommitError(error: ErrorCode, sent: Generation): ConsumerError {
    const { membership } = this;
    if (isCoordinatorGone(error) || error === 'REQUEST_TIMED_OUT') {
      this.lookup.markUnknown(false);
      return exceptionOf(error);
    }
    if (PLAIN_COMMIT_ERRORS.includes(error)) return exceptionOf(error);
    if (error === 'REBALANCE_IN_PROGRESS') {
      membership.requestRejoin();
      return rebalancing('the group');
    }
    const isStale = !membership.isUnchangedSince(sent);
    const isJoiningAnew = isStale && membership.state === 'PREPARING_REBALANCE';
    if (error === 'FENCED_INSTANCE_ID') {
      if (!isStale) return exceptionOf(error);
      return isJoiningAnew ? rebalancing('this consumer') : commitFailed();
    }
    if (error === 'UNKNOWN_MEMBER_ID' || error === 'ILLEGAL_GENERATION') {
      if (isJoiningAnew) return rebalancing('this consumer');
      membership.resetOnError(error);
      return commitFailed();
    }
    return new ConsumerError('KafkaException', `unexpected error from OffsetCommit: ${error}`);
  }

  private observe(
    offsets: readonly OffsetToCommit[],
    isAuto: boolean,
    future: RequestFuture<void>,
  ): void {
    const { observer } = this;
    if (observer === null) return;
    for (const { topic, partition, offset } of offsets)
      observer.onCommitStarted(topic, partition, offset, isAuto);
    future.onDone((error) => {
      for (const { topic, partition, offset } of offsets) {
        if (error === null) observer.onCommitted(topic, partition, offset, isAuto);
        else observer.onCommitRefused(topic, partition, offset, isAuto, error.name);
      }
    });
  }
}

function retriableCommitFailed(cause: ConsumerError): ConsumerError {
  const message = 'the commit failed and may be tried again';
  return new ConsumerError('RetriableCommitFailedException', message, true, { cause });
}

function rebalancing(who: string): ConsumerError {
  return exceptionOf(
    'REBALANCE_IN_PROGRESS',
    `the commit cannot be completed while ${who} rebalances; poll, then commit again`,
  );
}

function commitFailed(): ConsumerError {
  const message = 'the commit cannot be completed: this consumer is not part of the group any more';
  return new ConsumerError('CommitFailedException', message);
}
