import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { JoinGroupRequest, SyncGroupRequest } from '../../protocol/requests.ts';
import type { JoinGroupResponse, SyncGroupResponse } from '../../protocol/responses.ts';
import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { ConsumerNetwork } from './consumerNetwork.ts';
import type { ConsumerParts } from './consumerParts.ts';
import { ConsumerError, exceptionOf } from './consumerError.ts';
import type { CoordinatorLookup } from './coordinatorLookup.ts';
import { isCoordinatorGone } from './coordinatorLookup.ts';
import type { Generation } from './generation.ts';
import type { GroupMembership } from './groupMembership.ts';
import { RequestFuture } from './requestFuture.ts';

const PROTOCOL_TYPE = 'consumer';
/** A JoinGroup may be parked for the rebalance timeout; the client allows this much more. */
const JOIN_GROUP_TIMEOUT_LAPSE_MS = 5000;

/** What joining needs from the consumer's side of the group. */
export interface JoinParticipant {
  /** The subscription, once per assignor in order of preference. */
  joinProtocols(): JoinGroupRequest['protocols'];
  /** This member leads: compute the assignments, then call `done`. Without an error unless null. */
  onLeaderElected(
    response: JoinGroupResponse,
    done: (assignments: SyncGroupRequest['assignments']) => void,
  ): void;
  /** JoinGroup was answered: heartbeats may begin. */
  onJoined(): void;
}

/** A new assignment from the coordinator. */
export type SyncedPartitions = readonly TopicPartition[];

/**
 * JoinGroup and SyncGroup of one member. Mirrors those requests and their handlers in
 * `AbstractCoordinator`.
 *
 * Simplified: an assignment without any bytes counts as empty; Kafka's consumer throws
 * IllegalStateException.
 */
export class JoinGroupClient {
  private readonly config: ConsumerConfig;
  private readonly network: ConsumerNetwork;
  private readonly lookup: CoordinatorLookup;
  private readonly membership: GroupMembership;
  private readonly participant: JoinParticipant;
  private future: RequestFuture<SyncedPartitions> | null = null;

  constructor(parts: ConsumerParts, participant: JoinParticipant) {
    this.config = parts.config;
    this.network = parts.network;
    this.lookup = parts.lookup;
    this.membership = parts.membership;
    this.participant = participant;
  }

  /** True if a join is under way or its result has not been taken up. */
  get isPending(): boolean {
    return this.future !== null;
  }

  /** True if a join is under way and has no result. */
  get isWaiting(): boolean {
    return this.future !== null && !this.future.isDone;
  }

  /** The join's result has been taken up. */
  reset(): void {
    this.future = null;
  }

  /** Sends JoinGroup unless a join is under way. The future ends with the answer to SyncGroup. */
  initiate(): RequestFuture<SyncedPartitions> {
    if (this.future !== null) return this.future;
    this.membership.onJoinSent();
    const future = new RequestFuture<SyncedPartitions>();
    this.future = future;
    this.sendJoinGroup(future);
    return future;
  }

  private sendJoinGroup(future: RequestFuture<SyncedPartitions>): void {
    const coordinator = this.lookup.checkAndGet();
    if (coordinator < 0) return future.raise(exceptionOf('COORDINATOR_NOT_AVAILABLE'));
    const { config } = this;
    const sent = this.membership.generation;
    const request: JoinGroupRequest = {
      api: 'JoinGroup',
      groupId: config.groupId!,
      memberId: sent.memberId,
      groupInstanceId: config.groupInstanceId,
      protocolType: PROTOCOL_TYPE,
      protocols: this.participant.joinProtocols(),
      sessionTimeoutMs: config.sessionTimeoutMs,
      rebalanceTimeoutMs: config.maxPollIntervalMs,
      clientId: config.clientId,
    };
    const timeoutMs = Math.max(
      config.requestTimeoutMs,
      config.maxPollIntervalMs + JOIN_GROUP_TIMEOUT_LAPSE_MS,
    );
    this.network.send(
      coordinator,
      request,
      (response, error) => {
        if (error === null) this.onJoinGroupResponse(response!, sent, future);
        else this.onConnectionLost(error, future);
      },
      timeoutMs,
    );
  }

  private onJoinGroupResponse(
    response: JoinGroupResponse,
    sent: Generation,
    future: RequestFuture<SyncedPartitions>,
  ): void {
    const { membership } = this;
    const { error } = response;
    if (error === 'NONE') return this.onJoined(response, future);
    if (error === 'UNKNOWN_MEMBER_ID' && membership.isUnchangedSince(sent))
      membership.resetOnError(error);
    if (error === 'MEMBER_ID_REQUIRED') membership.onMemberIdGiven(response.memberId);
    if (isCoordinatorGone(error)) this.lookup.markUnknown(false);
    future.raise(expectedException('JoinGroup', error, JOIN_ERRORS));
  }

  private onJoined(response: JoinGroupResponse, future: RequestFuture<SyncedPartitions>): void {
    const { protocolType, generationId, memberId, protocolName, leader } = response;
    if (protocolType !== null && protocolType !== PROTOCOL_TYPE) {
      return future.raise(exceptionOf('INCONSISTENT_GROUP_PROTOCOL'));
    }
    if (this.membership.state !== 'PREPARING_REBALANCE') return future.raise(unjoined());
    this.membership.onJoined({ generationId, memberId, protocolName });
    this.participant.onJoined();
    if (leader !== memberId) return this.sendSyncGroup([], future);
    // If the membership is lost meanwhile, SyncGroup goes out all the same and is refused, as in
    // Kafka.
    this.participant.onLeaderElected(response, (assignments) =>
      this.sendSyncGroup(assignments, future),
    );
  }

  private sendSyncGroup(
    assignments: SyncGroupRequest['assignments'],
    future: RequestFuture<SyncedPartitions>,
  ): void {
    const coordinator = this.lookup.checkAndGet();
    if (coordinator < 0) return future.raise(exceptionOf('COORDINATOR_NOT_AVAILABLE'));
    const sent = this.membership.generation;
    const request: SyncGroupRequest = {
      api: 'SyncGroup',
      groupId: this.config.groupId!,
      generationId: sent.generationId,
      memberId: sent.memberId,
      groupInstanceId: this.config.groupInstanceId,
      protocolType: PROTOCOL_TYPE,
      protocolName: sent.protocolName,
      assignments,
    };
    this.network.send(coordinator, request, (response, error) => {
      if (error === null) this.onSyncGroupResponse(response!, sent, future);
      else this.onConnectionLost(error, future);
    });
  }

  private onSyncGroupResponse(
    response: SyncGroupResponse,
    sent: Generation,
    future: RequestFuture<SyncedPartitions>,
  ): void {
    const { membership } = this;
    const { error } = response;
    if (error === 'NONE') return this.onSynced(response, future);
    const isOut = error === 'UNKNOWN_MEMBER_ID' || error === 'ILLEGAL_GENERATION';
    if (isOut && membership.isUnchangedSince(sent)) membership.resetOnError(error);
    if (isCoordinatorGone(error)) this.lookup.markUnknown(false);
    future.raise(expectedException('SyncGroup', error, SYNC_ERRORS));
  }

  private onSynced(response: SyncGroupResponse, future: RequestFuture<SyncedPartitions>): void {
    const { membership } = this;
    if (response.protocolType !== null && response.protocolType !== PROTOCOL_TYPE) {
      return future.raise(exceptionOf('INCONSISTENT_GROUP_PROTOCOL'));
    }
    if (membership.isGenerationReset || membership.state !== 'COMPLETING_REBALANCE') {
      return future.raise(exceptionOf('ILLEGAL_GENERATION'));
    }
    if (
      response.protocolName !== null &&
      response.protocolName !== membership.generation.protocolName
    ) {
      return future.raise(exceptionOf('INCONSISTENT_GROUP_PROTOCOL'));
    }
    membership.onSynced();
    future.complete(response.assignment?.partitions ?? []);
  }

  private onConnectionLost(error: ConsumerError, future: RequestFuture<SyncedPartitions>): void {
    if (error.name === 'DisconnectException') this.lookup.markUnknown(true);
    future.raise(error);
  }
}

/** The answer came when the member was not joining any more (`UnjoinedGroupException`). */
function unjoined(): ConsumerError {
  return new ConsumerError('UnjoinedGroupException', 'the member left while it was joining', true);
}

const SYNC_ERRORS: readonly ErrorCode[] = [
  'GROUP_AUTHORIZATION_FAILED',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
];
const JOIN_ERRORS: readonly ErrorCode[] = [
  ...SYNC_ERRORS,
  'COORDINATOR_LOAD_IN_PROGRESS',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_SESSION_TIMEOUT',
  'INVALID_GROUP_ID',
  'GROUP_MAX_SIZE_REACHED',
  'MEMBER_ID_REQUIRED',
];

/** An error that the API is not known to answer with is a mere KafkaException, retriable or not. */
function expectedException(
  api: string,
  error: ErrorCode,
  expected: readonly ErrorCode[],
): ConsumerError {
  if (expected.includes(error)) return exceptionOf(error);
  return new ConsumerError('KafkaException', `unexpected error from ${api}: ${error}`);
}
