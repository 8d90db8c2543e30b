import type { ConsumerGroupHeartbeatRequest } from '../../../protocol/requests.ts';
import { isSameSet } from '../subscriptionState.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { LocalAssignment } from './localAssignment.ts';
import { isSameAssignment } from './localAssignment.ts';
import type { MemberIdentity } from './memberIdentity.ts';
import type { MemberRecord } from './memberRecord.ts';

const NOT_SENT = -1;

/**
 * Builds heartbeats, with only those fields that differ from what was sent last. Mirrors
 * `ConsumerHeartbeatRequestManager.HeartbeatState`.
 */
export class HeartbeatFields {
  private readonly parts: AsyncParts;
  private readonly member: MemberIdentity;
  private readonly record: MemberRecord;
  private sentTimeoutMs = NOT_SENT;
  private sentTopics: ReadonlySet<string> | null = null;
  private sentAssignor: string | null = null;
  private sentAssignment: LocalAssignment | null = null;

  constructor(parts: AsyncParts, member: MemberIdentity, record: MemberRecord) {
    this.parts = parts;
    this.member = member;
    this.record = record;
  }

  /** The next heartbeat is full. */
  reset(): void {
    this.sentTimeoutMs = NOT_SENT;
    this.sentTopics = null;
    this.sentAssignor = null;
    this.sentAssignment = null;
  }

  build(): ConsumerGroupHeartbeatRequest {
    const { config, subscriptions } = this.parts;
    const { current, epoch, state } = this.record;
    const isFull = state === 'JOINING';
    const { maxPollIntervalMs, groupRemoteAssignor } = config;
    const topics = subscriptions.subscription;
    const areTopicsNew = this.sentTopics === null || !isSameSet(topics, this.sentTopics);
    const isTimeoutNew = this.sentTimeoutMs !== maxPollIntervalMs;
    const isAssignorNew = this.sentAssignor !== groupRemoteAssignor;
    const isAssignmentNew =
      this.sentAssignment === null || !isSameAssignment(current, this.sentAssignment);
    this.sentTopics = topics;
    this.sentTimeoutMs = maxPollIntervalMs;
    this.sentAssignor = groupRemoteAssignor;
    this.sentAssignment = current;
    return {
      api: 'ConsumerGroupHeartbeat',
      groupId: this.member.groupId,
      memberId: this.member.memberId,
      memberEpoch: epoch,
      groupInstanceId: this.member.groupInstanceId,
      rebalanceTimeoutMs: isFull || isTimeoutNew ? maxPollIntervalMs : NOT_SENT,
      subscribedTopicNames: isFull || areTopicsNew ? [...topics].sort() : null,
      serverAssignor: isFull || isAssignorNew ? groupRemoteAssignor : null,
      ownedPartitions: isFull || isAssignmentNew ? current.partitions : null,
      clientId: config.clientId,
    };
  }
}
