import type { ConnectionId } from '../../brokerConnections.ts';
import type { OffsetCommitResponse } from '../../../protocol/responses.ts';
import type { ErrorCode } from '../../../protocol/errorCode.ts';
import { ConsumerError, exceptionOf } from '../consumerError.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { OffsetToCommit } from '../subscriptionState.ts';
import type { AsyncParts } from './asyncParts.ts';
import { AutoCommitState } from './autoCommitState.ts';
import type { CoordinatorRequestManager } from './coordinatorRequestManager.ts';
import { asTimeout, OffsetCommitAttempt } from './groupRequestAttempt.ts';
import type { OffsetFetchQueue } from './offsetFetchQueue.ts';
import type { MemberIdentity } from './memberIdentity.ts';
import type { RequestManager } from './networkThread.ts';

/** Errors of a commit that its future fails with as they are. */
const PLAIN_COMMIT_ERRORS: readonly ErrorCode[] = [
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'OFFSET_METADATA_TOO_LARGE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'STALE_MEMBER_EPOCH',
];

/** Errors of a commit after which the coordinator must be found again. */
const COORDINATOR_ERRORS: readonly ErrorCode[] = [
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'REQUEST_TIMED_OUT',
];

/**
 * Commits offsets, on request and of its own accord. Mirrors the commit half of
 * `CommitRequestManager`: a commit carries the member epoch of the moment in which it is sent, and
 * none of its errors changes the membership.
 */
export class CommitRequestManager implements RequestManager {
  private readonly parts: AsyncParts;
  private readonly coordinators: CoordinatorRequestManager;
  private readonly member: MemberIdentity;
  private readonly fetches: OffsetFetchQueue;
  private readonly autoCommit: AutoCommitState | null;
  private unsent: OffsetCommitAttempt[] = [];
  private isClosing = false;

  constructor(
    parts: AsyncParts,
    coordinators: CoordinatorRequestManager,
    member: MemberIdentity,
    fetches: OffsetFetchQueue,
  ) {
    this.parts = parts;
    this.coordinators = coordinators;
    this.member = member;
    this.fetches = fetches;
    const { config, timers } = parts;
    this.autoCommit = config.enableAutoCommit
      ? new AutoCommitState(timers, config.autoCommitIntervalMs * 1000)
      : null;
  }

  signalClose(): void {
    this.isClosing = true;
  }

  poll(): number {
    const { coordinator } = this.coordinators;
    if (coordinator === null) {
      this.onNoCoordinator();
      return Infinity;
    }
    if (this.isClosing) {
      // Whatever its backoff says, and only once more.
      const commits = this.unsent;
      this.unsent = [];
      if (commits.length > 0) this.fetches.clear();
      for (const commit of commits) this.send(coordinator, commit);
      return Infinity;
    }
    if (this.unsent.length === 0 && this.fetches.isEmpty) return Infinity;
    this.sendDue(coordinator);
    let waitUs = this.fetches.sendDue(coordinator);
    for (const commit of this.unsent) waitUs = Math.min(waitUs, commit.remainingBackoffUs);
    return waitUs;
  }

  maximumTimeToWaitUs(): number {
    const { autoCommit } = this;
    if (autoCommit === null) return Infinity;
    const remainingUs = autoCommit.remainingUs();
    // Only an answer lets the next one out.
    return autoCommit.isInFlight && remainingUs === 0 ? Infinity : remainingUs;
  }

  /** Auto-commits if that is due. `nowUs`: when the application polled. */
  updateTimerAndMaybeCommit(nowUs: number): void {
    const { autoCommit, parts } = this;
    if (autoCommit === null) return;
    autoCommit.updateTo(nowUs);
    if (!autoCommit.isDue) return;
    const attempt = this.newAttempt(parts.subscriptions.allConsumed(), Infinity, true);
    const onDone = (error: ConsumerError | null): void => {
      if (error?.name === 'RetriableCommitFailedException')
        autoCommit.reset(parts.config.retryBackoffMs * 1000);
    };
    this.autoCommitNow(attempt, onDone);
    autoCommit.reset();
  }

  /** Before partitions are revoked or added: commits, and tries until the deadline. */
  autoCommitBeforeRebalance(deadlineUs: number): RequestFuture<void> {
    const result = new RequestFuture<void>();
    if (this.autoCommit === null) result.complete(undefined);
    else {
      const offsets = this.parts.subscriptions.allConsumed();
      this.tryBeforeRebalance(this.newAttempt(offsets, deadlineUs, true), result);
    }
    return result;
  }

  /** The next auto-commit is a full interval away. */
  resetAutoCommitTimer(): void {
    this.autoCommit?.reset();
  }

  /** One try. */
  commitAsync(offsets: readonly OffsetToCommit[]): RequestFuture<void> {
    const result = new RequestFuture<void>();
    if (offsets.length === 0) result.complete(undefined);
    else {
      const attempt = this.newAttempt(offsets, Infinity, false);
      this.unsent.push(attempt);
      attempt.future.onDone((error) => {
        if (error === null) result.complete(undefined);
        else result.raise(error.isRetriableException ? retriableCommitFailed(error) : error);
      });
    }
    return result;
  }

  /** Tries again after retriable errors, until the deadline. */
  commitSync(
    offsets: readonly OffsetToCommit[],
    deadlineUs: number,
    isAuto: boolean,
  ): RequestFuture<void> {
    const result = new RequestFuture<void>();
    if (offsets.length === 0) result.complete(undefined);
    else this.tryCommitSync(this.newAttempt(offsets, deadlineUs, isAuto), result);
    return result;
  }

  private newAttempt(
    offsets: readonly OffsetToCommit[],
    deadlineUs: number,
    isAuto: boolean,
  ): OffsetCommitAttempt {
    return new OffsetCommitAttempt(this.parts, offsets, deadlineUs, isAuto);
  }

  /** `onDone` runs before the flag is taken back, as in Kafka: a retry in it does not count. */
  private autoCommitNow(
    attempt: OffsetCommitAttempt,
    onDone: (error: ConsumerError | null) => void,
  ): void {
    const autoCommit = this.autoCommit!;
    if (attempt.offsets.length === 0) return onDone(null);
    autoCommit.isInFlight = true;
    this.unsent.push(attempt);
    attempt.future.onDone(onDone);
    attempt.future.onDone(() => {
      autoCommit.isInFlight = false;
    });
  }

  private tryBeforeRebalance(attempt: OffsetCommitAttempt, result: RequestFuture<void>): void {
    this.autoCommitNow(attempt, (error) => {
      if (error === null) return result.complete(undefined);
      const isStale = error.name === 'StaleMemberEpochException' && this.member.epoch !== null;
      if (!error.isRetriableException && !isStale) return result.raise(error);
      if (attempt.isExpired) return result.raise(asTimeout(error));
      if (error.name === 'UnknownTopicOrPartitionException') return result.raise(error);
      attempt.offsets = this.parts.subscriptions.allConsumed();
      attempt.resetFuture();
      this.tryBeforeRebalance(attempt, result);
    });
  }

  private tryCommitSync(attempt: OffsetCommitAttempt, result: RequestFuture<void>): void {
    this.unsent.push(attempt);
    attempt.future.onDone((error) => {
      if (error === null) return result.complete(undefined);
      if (!error.isRetriableException) return result.raise(syncErrorOf(error));
      if (attempt.isExpired) return result.raise(asTimeout(error));
      attempt.resetFuture();
      this.tryCommitSync(attempt, result);
    });
  }

  private onNoCoordinator(): void {
    const { fatalError } = this.coordinators;
    const isHopeless = this.isClosing && !(this.unsent.length === 0 && this.fetches.isEmpty);
    if (fatalError !== null) {
      const commits = this.unsent;
      this.unsent = [];
      for (const commit of commits) commit.future.raise(fatalError);
      this.fetches.failAll(fatalError);
    } else if (isHopeless) {
      const commits = this.unsent;
      this.unsent = [];
      this.fetches.clear();
      const error = new ConsumerError(
        'CommitFailedException',
        'the coordinator is unknown and the consumer closes',
      );
      for (const commit of commits) commit.future.raise(error);
    }
  }

  private sendDue(coordinator: ConnectionId): void {
    const unready = this.unsent.filter((commit) => !commit.canSend());
    for (const commit of [...this.unsent]) {
      if (!commit.isOver) continue;
      this.unsent = this.unsent.filter((one) => one !== commit);
      commit.expire();
    }
    const ready = this.unsent.filter((commit) => commit.canSend());
    // As in Kafka, one that has just been given up in its backoff stays: close still sends it.
    this.unsent = unready;
    for (const commit of ready) {
      commit.onSendAttempt();
      this.send(coordinator, commit);
    }
  }

  private send(coordinator: ConnectionId, attempt: OffsetCommitAttempt): void {
    const { network } = this.parts;
    this.observe(attempt);
    network.send(
      coordinator,
      {
        api: 'OffsetCommit',
        groupId: this.member.groupId,
        generationIdOrMemberEpoch: this.member.epoch ?? -1,
        memberId: this.member.epochKnown ? this.member.memberId : '',
        groupInstanceId: this.member.groupInstanceId,
        partitions: attempt.offsets.map(({ topic, partition, offset, leaderEpoch }) => ({
          topic,
          partition,
          committedOffset: offset,
          committedLeaderEpoch: leaderEpoch ?? -1,
          metadata: '',
        })),
      },
      (response, error) => {
        if (response !== null) return this.onResponse(response, attempt);
        attempt.onFailedAttempt();
        this.coordinators.onRequestFailed(error!);
        attempt.future.raise(error!);
      },
    );
  }

  /** The first error of any partition decides. */
  private onResponse({ partitions }: OffsetCommitResponse, attempt: OffsetCommitAttempt): void {
    const failed = partitions.find(({ error }) => error !== 'NONE');
    if (failed === undefined) return attempt.future.complete(undefined);
    const { error } = failed;
    attempt.onFailedAttempt();
    if (COORDINATOR_ERRORS.includes(error)) this.coordinators.markUnknown();
    attempt.future.raise(commitErrorOf(error));
  }

  private observe({ offsets, isAuto, future }: OffsetCommitAttempt): void {
    const { observer } = this.parts;
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

function commitErrorOf(error: ErrorCode): ConsumerError {
  if (COORDINATOR_ERRORS.includes(error) || PLAIN_COMMIT_ERRORS.includes(error))
    return exceptionOf(error);
  if (error === 'UNKNOWN_MEMBER_ID')
    return new ConsumerError('CommitFailedException', 'the coordinator does not know the member');
  return new ConsumerError('KafkaException', `unexpected error from OffsetCommit: ${error}`);
}

function syncErrorOf(error: ConsumerError): ConsumerError {
  if (error.name !== 'StaleMemberEpochException') return error;
  return new ConsumerError('CommitFailedException', 'the member epoch of the commit is stale');
}

function retriableCommitFailed(cause: ConsumerError): ConsumerError {
  const message = 'the commit failed and may be tried again';
  return new ConsumerError('RetriableCommitFailedException', message, true, { cause });
}
