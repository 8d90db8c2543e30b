import type {
  ConsumerGroupMember,
  ConsumerGroupMemberAssignment,
  ConsumerGroupMemberMetadata,
} from './consumerGroupMember.ts';
import type { PartitionSets } from './partitionEpochs.ts';

/**
 * Records of `__consumer_offsets` about a KIP-848 group. Their keys are the type and the names; a
 * null value is a tombstone. Mirrors record types 3 and 5 to 8 (`GroupCoordinatorRecordHelpers`).
 */
export type ConsumerGroupRecord =
  | ConsumerGroupMetadataRecord
  | ConsumerGroupMemberMetadataRecord
  | ConsumerGroupTargetAssignmentMetadataRecord
  | ConsumerGroupTargetAssignmentMemberRecord
  | ConsumerGroupCurrentMemberAssignmentRecord;

export interface ConsumerGroupMetadataRecord {
  readonly type: 'ConsumerGroupMetadata';
  readonly groupId: string;
  readonly value: {
    readonly epoch: number;
    /** In place of the hash what it is made of: `topic=partitions` of each subscribed topic. */
    readonly metadataHash: string;
  } | null;
}

export interface ConsumerGroupMemberMetadataRecord {
  readonly type: 'ConsumerGroupMemberMetadata';
  readonly groupId: string;
  readonly memberId: string;
  readonly value: ConsumerGroupMemberMetadata | null;
}

export interface ConsumerGroupTargetAssignmentMetadataRecord {
  readonly type: 'ConsumerGroupTargetAssignmentMetadata';
  readonly groupId: string;
  readonly value: {
    readonly assignmentEpoch: number;
    /** When the target was computed, in ms of virtual time. */
    readonly assignmentTimestampMs: number;
  } | null;
}

export interface ConsumerGroupTargetAssignmentMemberRecord {
  readonly type: 'ConsumerGroupTargetAssignmentMember';
  readonly groupId: string;
  readonly memberId: string;
  readonly value: PartitionSets | null;
}

export interface ConsumerGroupCurrentMemberAssignmentRecord {
  readonly type: 'ConsumerGroupCurrentMemberAssignment';
  readonly groupId: string;
  readonly memberId: string;
  readonly value: ConsumerGroupMemberAssignment | null;
}

/** The member says this about itself. */
export function newMemberMetadataRecord(
  groupId: string,
  member: ConsumerGroupMember,
): ConsumerGroupRecord {
  const { memberId, instanceId, clientId, subscribedTopicNames } = member;
  const { rebalanceTimeoutMs, serverAssignor } = member;
  return {
    type: 'ConsumerGroupMemberMetadata',
    groupId,
    memberId,
    value: { instanceId, clientId, subscribedTopicNames, rebalanceTimeoutMs, serverAssignor },
  };
}

/** The member stands here. */
export function newCurrentAssignmentRecord(
  groupId: string,
  member: ConsumerGroupMember,
): ConsumerGroupRecord {
  const { memberId, memberEpoch, previousMemberEpoch, state } = member;
  const { assignedPartitions, partitionsPendingRevocation } = member;
  return {
    type: 'ConsumerGroupCurrentMemberAssignment',
    groupId,
    memberId,
    value: {
      memberEpoch,
      previousMemberEpoch,
      state,
      assignedPartitions,
      partitionsPendingRevocation,
    },
  };
}

/** The member is to have this in the end. */
export function newTargetAssignmentRecord(
  groupId: string,
  memberId: string,
  partitions: PartitionSets,
): ConsumerGroupRecord {
  return { type: 'ConsumerGroupTargetAssignmentMember', groupId, memberId, value: partitions };
}

/** The tombstones of all records about a member. */
export function newMemberTombstones(groupId: string, memberId: string): ConsumerGroupRecord[] {
  return [
    { type: 'ConsumerGroupCurrentMemberAssignment', groupId, memberId, value: null },
    { type: 'ConsumerGroupTargetAssignmentMember', groupId, memberId, value: null },
    { type: 'ConsumerGroupMemberMetadata', groupId, memberId, value: null },
  ];
}
