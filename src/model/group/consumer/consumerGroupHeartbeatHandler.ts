import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { ConsumerGroupHeartbeatRequest } from '../../protocol/requests.ts';
import type { ConsumerGroupHeartbeatResponse } from '../../protocol/responses.ts';
import type { GroupCoordinatorContext } from '../groupCoordinatorContext.ts';
import { newHeartbeatError } from '../groupResponse.ts';
import { ConsumerGroup } from './consumerGroup.ts';
import type { ConsumerGroupMember } from './consumerGroupMember.ts';
import {
  JOIN_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
  hasSameMetadata,
  hasSameSubscription,
  newConsumerGroupMember,
} from './consumerGroupMember.ts';
import type { ConsumerGroupRecord } from './consumerGroupRecord.ts';
import {
  newCurrentAssignmentRecord,
  newMemberMetadataRecord,
  newMemberTombstones,
  newTargetAssignmentRecord,
} from './consumerGroupRecord.ts';
import type { ConsumerGroupRemoval } from './consumerGroupRemoval.ts';
import type { ConsumerGroupWriter } from './consumerGroupWriter.ts';
import { reconcileMember } from './memberReconciliation.ts';
import type { PartitionSets } from './partitionEpochs.ts';
import { containsAll, holdSamePartitions, listPartitions } from './partitionEpochs.ts';
import { computeTargetAssignment, metadataHashOf } from './targetAssignment.ts';

type Respond = (response: ConsumerGroupHeartbeatResponse) => void;

/** The member that a heartbeat comes from. */
interface Sender {
  readonly member: ConsumerGroupMember;
  /** The static member whose place it takes; null: it takes nobody's. */
  readonly replaced: ConsumerGroupMember | null;
}

/** What one heartbeat leads to. */
interface Decision {
  readonly member: ConsumerGroupMember;
  readonly records: readonly ConsumerGroupRecord[];
  readonly reason: string;
}

/**
 * ConsumerGroupHeartbeat, the one request of the KIP-848 protocol. A heartbeat makes or changes the
 * member, computes a new target assignment if one is due, leads this one member a step towards it,
 * and renews its session. Mirrors `GroupMetadataManager.consumerGroupHeartbeat` (Kafka 4.3.1).
 *
 * Simplified: no subscription by pattern, no racks; a group of the classic protocol with members is
 * not converted (online migration): its members answer, and this request is refused.
 */
export class ConsumerGroupHeartbeatHandler<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly writer: ConsumerGroupWriter<Metadata, Assigned>;
  private readonly removal: ConsumerGroupRemoval<Metadata, Assigned>;

  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    writer: ConsumerGroupWriter<Metadata, Assigned>,
    removal: ConsumerGroupRemoval<Metadata, Assigned>,
  ) {
    this.context = context;
    this.writer = writer;
    this.removal = removal;
  }

  /** Answers once what it led to is committed in `__consumer_offsets`. */
  onHeartbeat(request: ConsumerGroupHeartbeatRequest, respond: Respond): void {
    const error = this.validate(request);
    if (error !== 'NONE') return respond(newHeartbeatError(request, error));
    if (request.memberEpoch < JOIN_GROUP_MEMBER_EPOCH) return this.onLeave(request, respond);
    const group = this.groupFor(request);
    if (group === undefined) return respond(newHeartbeatError(request, 'GROUP_ID_NOT_FOUND'));
    const sender = this.senderOf(group, request);
    if (typeof sender === 'string') return respond(newHeartbeatError(request, sender));
    const decision = this.decide(group, sender, request);
    this.carryOut(group, sender, decision, request, respond);
  }

  private validate(request: ConsumerGroupHeartbeatRequest): ErrorCode {
    const { memberEpoch, groupInstanceId, serverAssignor } = request;
    if (request.memberId === '') return 'INVALID_REQUEST';
    if (memberEpoch < LEAVE_GROUP_STATIC_MEMBER_EPOCH) return 'INVALID_REQUEST';
    if (memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH && groupInstanceId === null)
      return 'INVALID_REQUEST';
    if (memberEpoch === JOIN_GROUP_MEMBER_EPOCH) {
      const { rebalanceTimeoutMs, subscribedTopicNames, ownedPartitions } = request;
      const isComplete =
        rebalanceTimeoutMs !== -1 &&
        subscribedTopicNames !== null &&
        subscribedTopicNames.length > 0 &&
        ownedPartitions !== null &&
        ownedPartitions.length === 0;
      if (!isComplete) return 'INVALID_REQUEST';
    }
    const { consumerAssignors } = this.context.config;
    const isKnown = serverAssignor === null || consumerAssignors.includes(serverAssignor);
    return isKnown ? 'NONE' : 'UNSUPPORTED_ASSIGNOR';
  }

  /** The group; a new one if the request joins and there is none, or only an empty classic one. */
  private groupFor(request: ConsumerGroupHeartbeatRequest): ConsumerGroup | undefined {
    const { groups, consumerGroups } = this.context;
    const { groupId, memberEpoch } = request;
    const group = consumerGroups.get(groupId);
    if (group !== undefined || memberEpoch !== JOIN_GROUP_MEMBER_EPOCH) return group;
    const classic = groups.get(groupId);
    if (classic !== undefined && classic.state !== 'Empty') return undefined;
    return new ConsumerGroup(groupId);
  }

  private senderOf(
    group: ConsumerGroup,
    request: ConsumerGroupHeartbeatRequest,
  ): Sender | ErrorCode {
    const { memberId, memberEpoch, groupInstanceId } = request;
    const isJoining = memberEpoch === JOIN_GROUP_MEMBER_EPOCH;
    const existing = group.members.get(memberId);
    if (isJoining && existing === undefined && this.isFull(group)) return 'GROUP_MAX_SIZE_REACHED';
    if (groupInstanceId !== null) return this.staticSenderOf(group, groupInstanceId, request);
    if (isJoining) return { member: existing ?? newConsumerGroupMember(memberId), replaced: null };
    if (existing === undefined) return 'UNKNOWN_MEMBER_ID';
    const error = validateEpoch(existing, request);
    return error === 'NONE' ? { member: existing, replaced: null } : error;
  }

  private staticSenderOf(
    group: ConsumerGroup,
    instanceId: string,
    request: ConsumerGroupHeartbeatRequest,
  ): Sender | ErrorCode {
    const { memberId, memberEpoch } = request;
    const existing = group.staticMember(instanceId);
    if (memberEpoch === JOIN_GROUP_MEMBER_EPOCH) {
      if (existing === undefined)
        return { member: newConsumerGroupMember(memberId), replaced: null };
      // The instance id is free only once its holder has said that it goes.
      if (existing.memberEpoch !== LEAVE_GROUP_STATIC_MEMBER_EPOCH) return 'UNRELEASED_INSTANCE_ID';
      const member = { ...existing, memberId, memberEpoch: 0, previousMemberEpoch: 0 };
      return { member, replaced: existing };
    }
    if (existing === undefined) return 'UNKNOWN_MEMBER_ID';
    if (existing.memberId !== memberId) return 'FENCED_INSTANCE_ID';
    const error = validateEpoch(existing, request);
    return error === 'NONE' ? { member: existing, replaced: null } : error;
  }

  private isFull(group: ConsumerGroup): boolean {
    return group.members.size >= this.context.config.consumerMaxSize;
  }

  private decide(
    group: ConsumerGroup,
    sender: Sender,
    request: ConsumerGroupHeartbeatRequest,
  ): Decision {
    const { groupId } = group;
    const { member: before, replaced } = sender;
    const records = replaced === null ? [] : replacementRecords(group, replaced, before);
    const updated = withRequested(before, request);
    if (isNew(group, sender) || !hasSameMetadata(before, updated))
      records.push(newMemberMetadataRecord(groupId, updated));

    const hasSubscriptionChanged = !hasSameSubscription(before, updated);
    const nextEpoch = this.maybeBumpEpoch(group, updated, hasSubscriptionChanged, records);
    const target = this.maybeAssign(group, sender, updated, nextEpoch, records);
    const reconciled = reconcileMember(updated, {
      targetEpoch: target.epoch,
      target: target.partitions,
      ownedPartitions: request.ownedPartitions,
      hasSubscriptionChanged,
      isTaken: (topic, partition) => {
        const owner = group.ownerOf(topic, partition);
        return owner !== undefined && owner !== updated.memberId && owner !== replaced?.memberId;
      },
    });
    if (reconciled !== updated || isNew(group, sender))
      records.push(newCurrentAssignmentRecord(groupId, reconciled));
    return { member: reconciled, records, reason: reasonOf(group, sender, updated) };
  }

  /** The group epoch after this heartbeat. */
  private maybeBumpEpoch(
    group: ConsumerGroup,
    updated: ConsumerGroupMember,
    hasSubscriptionChanged: boolean,
    records: ConsumerGroupRecord[],
  ): number {
    const metadataHash = metadataHashOf(
      group.subscribedTopics(updated),
      this.context.partitionCountOf,
    );
    if (!hasSubscriptionChanged && metadataHash === group.metadataHash) return group.groupEpoch;
    const epoch = group.groupEpoch + 1;
    records.push({
      type: 'ConsumerGroupMetadata',
      groupId: group.groupId,
      value: { epoch, metadataHash },
    });
    return epoch;
  }

  /** Computes a target assignment if one is due and enough time has passed since the last. */
  private maybeAssign(
    group: ConsumerGroup,
    { replaced }: Sender,
    updated: ConsumerGroupMember,
    groupEpoch: number,
    records: ConsumerGroupRecord[],
  ): { readonly epoch: number; readonly partitions: PartitionSets } {
    const { timers, config, partitionCountOf } = this.context;
    const present = group.targetOf(replaced?.memberId ?? updated.memberId);
    const nowMs = Math.floor(timers.nowUs / 1000);
    const isTooSoon =
      group.assignmentTimestampMs >= 0 &&
      nowMs - group.assignmentTimestampMs < config.consumerAssignmentIntervalMs;
    if (groupEpoch <= group.assignmentEpoch || isTooSoon)
      return { epoch: group.assignmentEpoch, partitions: present };
    const assignment = computeTargetAssignment(
      group,
      { changed: updated, replaced },
      groupEpoch,
      partitionCountOf,
      config.consumerAssignors[0]!,
      nowMs,
    );
    records.push(...assignment.records);
    return { epoch: groupEpoch, partitions: assignment.ofMember };
  }

  private carryOut(
    group: ConsumerGroup,
    sender: Sender,
    decision: Decision,
    request: ConsumerGroupHeartbeatRequest,
    respond: Respond,
  ): void {
    const { groupId } = group;
    const { member, records, reason } = decision;
    const { memberId, clientId, instanceId } = member;
    const { replaced } = sender;
    const { observer } = this.context;
    const isAdded = isNew(group, sender);
    if (replaced !== null) {
      this.removal.cancelTimers(group, replaced.memberId);
      if (replaced.memberId !== memberId) {
        const why = 'replaced by a new process with its instance id';
        observer.onMemberRemoved(groupId, replaced.memberId, replaced.clientId, why, '');
      }
    }
    if (isAdded) observer.onMemberAdded(groupId, memberId, clientId, instanceId);
    const hasMoved = records.some(({ type }) => type === 'ConsumerGroupCurrentMemberAssignment');
    this.writer.write(group, records, reason, (error) => {
      if (error !== 'NONE') return respond(newHeartbeatError(request, error));
      respond(this.newResponse(request, sender.member, member));
    });
    // A failed write has put another group in the place of this one.
    if (this.context.consumerGroups.get(groupId) !== group) return;
    if (hasMoved && member.state === 'UNREVOKED_PARTITIONS')
      this.removal.startRevocation(group, member);
    else if (hasMoved) this.removal.endRevocation(group, memberId);
    this.removal.renewSession(group, memberId);
  }

  /** The assignment goes along if it has changed, or if the member has asked for everything. */
  private newResponse(
    request: ConsumerGroupHeartbeatRequest,
    before: ConsumerGroupMember,
    after: ConsumerGroupMember,
  ): ConsumerGroupHeartbeatResponse {
    const isFullRequest =
      request.rebalanceTimeoutMs !== -1 &&
      request.subscribedTopicNames !== null &&
      request.ownedPartitions !== null;
    const isTold =
      request.memberEpoch === JOIN_GROUP_MEMBER_EPOCH ||
      isFullRequest ||
      !holdSamePartitions(before.assignedPartitions, after.assignedPartitions);
    return {
      api: 'ConsumerGroupHeartbeat',
      error: 'NONE',
      memberId: after.memberId,
      memberEpoch: after.memberEpoch,
      heartbeatIntervalMs: this.context.config.consumerHeartbeatIntervalMs,
      assignment: isTold ? listPartitions(after.assignedPartitions) : null,
    };
  }

  private onLeave(request: ConsumerGroupHeartbeatRequest, respond: Respond): void {
    const { groupId, memberId, memberEpoch, groupInstanceId } = request;
    const group = this.context.consumerGroups.get(groupId);
    if (group === undefined) return respond(newHeartbeatError(request, 'GROUP_ID_NOT_FOUND'));
    const member =
      groupInstanceId === null ? group.members.get(memberId) : group.staticMember(groupInstanceId);
    if (member === undefined) return respond(newHeartbeatError(request, 'UNKNOWN_MEMBER_ID'));
    if (member.memberId !== memberId)
      return respond(newHeartbeatError(request, 'FENCED_INSTANCE_ID'));
    const onResult = (error: ErrorCode): void => {
      if (error !== 'NONE') return respond(newHeartbeatError(request, error));
      respond({
        api: 'ConsumerGroupHeartbeat',
        error,
        memberId,
        memberEpoch,
        heartbeatIntervalMs: 0,
        assignment: null,
      });
    };
    if (memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH)
      return this.removal.leaveForAWhile(group, member, onResult);
    this.removal.remove(group, member, 'left', onResult);
  }
}

/**
 * A member in the epoch before this one has not got the last answer: that is no reason to fence it,
 * if it owns no more than it has.
 */
function validateEpoch(
  member: ConsumerGroupMember,
  { memberEpoch, ownedPartitions }: ConsumerGroupHeartbeatRequest,
): ErrorCode {
  if (memberEpoch === member.memberEpoch) return 'NONE';
  if (memberEpoch > member.memberEpoch) return 'FENCED_MEMBER_EPOCH';
  const isLate =
    memberEpoch === member.previousMemberEpoch &&
    ownedPartitions !== null &&
    containsAll(member.assignedPartitions, ownedPartitions);
  return isLate ? 'NONE' : 'FENCED_MEMBER_EPOCH';
}

function isNew(group: ConsumerGroup, { member, replaced }: Sender): boolean {
  return !group.members.has(member.memberId) && replaced?.memberId !== member.memberId;
}

/** The member with what the request says; what it leaves out stays as it was. */
function withRequested(
  member: ConsumerGroupMember,
  request: ConsumerGroupHeartbeatRequest,
): ConsumerGroupMember {
  const { groupInstanceId, rebalanceTimeoutMs, subscribedTopicNames } = request;
  return {
    ...member,
    instanceId: groupInstanceId ?? member.instanceId,
    clientId: request.clientId,
    rebalanceTimeoutMs: rebalanceTimeoutMs === -1 ? member.rebalanceTimeoutMs : rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? member.serverAssignor,
    subscribedTopicNames:
      subscribedTopicNames === null
        ? member.subscribedTopicNames
        : [...new Set(subscribedTopicNames)].sort(),
  };
}

/** The new member takes over what the records say of the old one. */
function replacementRecords(
  group: ConsumerGroup,
  replaced: ConsumerGroupMember,
  member: ConsumerGroupMember,
): ConsumerGroupRecord[] {
  const { groupId } = group;
  const target = group.targetOf(replaced.memberId);
  return [
    ...newMemberTombstones(groupId, replaced.memberId),
    newMemberMetadataRecord(groupId, member),
    newTargetAssignmentRecord(groupId, member.memberId, target),
    newCurrentAssignmentRecord(groupId, member),
  ];
}

function reasonOf(group: ConsumerGroup, sender: Sender, updated: ConsumerGroupMember): string {
  const { clientId } = updated;
  if (sender.replaced !== null) return `static member ${clientId} is back`;
  if (isNew(group, sender)) return `new member ${clientId}`;
  if (!hasSameSubscription(sender.member, updated)) return `${clientId} changed its subscription`;
  return `heartbeat of ${clientId}`;
}
