import type { ErrorCode } from '../../../protocol/errorCode.ts';
import type { OffsetFetchResponse } from '../../../protocol/responses.ts';
import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { ConnectionId } from '../../brokerConnections.ts';
import { ConsumerError, exceptionOf } from '../consumerError.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { CoordinatorRequestManager } from './coordinatorRequestManager.ts';
import type { CommittedOffset, FetchedOffsets } from './groupRequestAttempt.ts';
import { asTimeout, OffsetFetchAttempt } from './groupRequestAttempt.ts';
import type { MemberIdentity } from './memberIdentity.ts';

/**
 * Asks for committed offsets. Mirrors the other half of `CommitRequestManager`: a request for
 * partitions that are being asked for already is answered together with that one; retriable errors
 * are tried again until the deadline.
 */
export class OffsetFetchQueue {
  private readonly parts: AsyncParts;
  private readonly coordinators: CoordinatorRequestManager;
  private readonly member: MemberIdentity;
  private unsent: OffsetFetchAttempt[] = [];
  private inFlight: OffsetFetchAttempt[] = [];

  constructor(parts: AsyncParts, coordinators: CoordinatorRequestManager, member: MemberIdentity) {
    this.parts = parts;
    this.coordinators = coordinators;
    this.member = member;
  }

  get isEmpty(): boolean {
    return this.unsent.length === 0;
  }

  clear(): void {
    this.unsent = [];
  }

  failAll(error: ConsumerError): void {
    const { unsent } = this;
    this.unsent = [];
    for (const attempt of unsent) attempt.future.raise(error);
  }

  fetch(partitions: readonly TopicPartition[], deadlineUs: number): RequestFuture<FetchedOffsets> {
    const result = new RequestFuture<FetchedOffsets>();
    this.tryFetch(new OffsetFetchAttempt(this.parts, partitions, deadlineUs), result);
    return result;
  }

  /** Sends what is due. Returns after how long the rest will be. */
  sendDue(coordinator: ConnectionId): number {
    const ready = this.unsent.filter((attempt) => attempt.canSend());
    this.unsent = this.unsent.filter((attempt) => !attempt.canSend());
    for (const attempt of ready) {
      attempt.onSendAttempt();
      this.inFlight.push(attempt);
      this.send(coordinator, attempt);
    }
    let waitUs = Infinity;
    for (const attempt of this.unsent) waitUs = Math.min(waitUs, attempt.remainingBackoffUs);
    return waitUs;
  }

  private tryFetch(attempt: OffsetFetchAttempt, result: RequestFuture<FetchedOffsets>): void {
    const isSame = (other: OffsetFetchAttempt): boolean => other.isSameRequest(attempt);
    const twin = this.unsent.find(isSame) ?? this.inFlight.find(isSame);
    if (twin === undefined) this.unsent.push(attempt);
    else chain(twin.future, attempt.future);
    attempt.future.onDone((error) => {
      this.inFlight = this.inFlight.filter((one) => one !== attempt);
      if (error !== null) this.onError(attempt, result, error);
      else if (!attempt.future.value.hasRetriableErrors) result.complete(attempt.future.value);
      else if (attempt.isExpired || attempt.remainingUs <= attempt.remainingBackoffUs)
        result.complete(attempt.future.value);
      else this.retry(attempt, result);
    });
  }

  private retry(attempt: OffsetFetchAttempt, result: RequestFuture<FetchedOffsets>): void {
    attempt.resetFuture();
    this.tryFetch(attempt, result);
  }

  private onError(
    attempt: OffsetFetchAttempt,
    result: RequestFuture<FetchedOffsets>,
    error: ConsumerError,
  ): void {
    const isStale = error.name === 'StaleMemberEpochException' && this.member.epoch !== null;
    if (!error.isRetriableException && !isStale) result.raise(error);
    else if (attempt.isExpired) result.raise(asTimeout(error));
    else this.retry(attempt, result);
  }

  private send(coordinator: ConnectionId, attempt: OffsetFetchAttempt): void {
    const { epoch, groupId, memberId } = this.member;
    this.parts.network.send(
      coordinator,
      {
        api: 'OffsetFetch',
        groupId,
        memberId: epoch === null ? '' : memberId,
        memberEpoch: epoch ?? -1,
        partitions: attempt.partitions,
        requireStable: true,
      },
      (response, error) => {
        if (response !== null) return this.onResponse(response, attempt);
        attempt.onFailedAttempt();
        this.coordinators.onRequestFailed(error!);
        attempt.future.raise(error!);
      },
    );
  }

  private onResponse(response: OffsetFetchResponse, attempt: OffsetFetchAttempt): void {
    const { error, partitions } = response;
    if (error !== 'NONE') {
      attempt.onFailedAttempt();
      if (error === 'NOT_COORDINATOR' || error === 'COORDINATOR_NOT_AVAILABLE')
        this.coordinators.markUnknown();
      return attempt.future.raise(groupErrorOf(error));
    }
    const refused = partitions.find((one) => one.error !== 'NONE');
    if (refused !== undefined) attempt.onFailedAttempt();
    else attempt.onSuccessfulAttempt();
    const offsets: CommittedOffset[] = [];
    let hasRetriableErrors = false;
    let failure: ErrorCode | null = null;
    for (const one of partitions) {
      if (one.error === 'NONE') offsets.push(one);
      else if (one.error === 'UNKNOWN_TOPIC_OR_PARTITION' || one.error === 'UNKNOWN_TOPIC_ID')
        hasRetriableErrors = true;
      else if (one.error === 'TOPIC_AUTHORIZATION_FAILED') failure = one.error;
      else if (one.error === 'UNSTABLE_OFFSET_COMMIT') failure ??= one.error;
      else return attempt.future.raise(unexpected(one.error));
    }
    if (failure !== null) attempt.future.raise(exceptionOf(failure));
    else attempt.future.complete({ offsets, hasRetriableErrors });
  }
}

function chain<T>(from: RequestFuture<T>, to: RequestFuture<T>): void {
  from.onDone((error) => {
    if (error === null) to.complete(from.value);
    else to.raise(error);
  });
}

function groupErrorOf(error: ErrorCode): ConsumerError {
  const exception = exceptionOf(error);
  const isKnown =
    error === 'UNKNOWN_MEMBER_ID' ||
    error === 'STALE_MEMBER_EPOCH' ||
    error === 'GROUP_AUTHORIZATION_FAILED';
  return isKnown || exception.isRetriableException ? exception : unexpected(error);
}

function unexpected(error: ErrorCode): ConsumerError {
  return new ConsumerError('KafkaException', `unexpected error from OffsetFetch: ${error}`);
}
