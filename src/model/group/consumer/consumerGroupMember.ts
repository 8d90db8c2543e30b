import type { ConsumerGroupMemberState } from './consumerGroupState.ts';
import type { PartitionEpochs } from './partitionEpochs.ts';
import { NO_PARTITIONS, areEqual } from './partitionEpochs.ts';

/** Epoch of a member that wants to join. */
export const JOIN_GROUP_MEMBER_EPOCH = 0;
/** Epoch of a static member that leaves and will be back within its session; -1: it just leaves. */
export const LEAVE_GROUP_STATIC_MEMBER_EPOCH = -2;

/** What a member says about itself; kept in ConsumerGroupMemberMetadata records. */
export interface ConsumerGroupMemberMetadata {
  /** null: dynamic member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  /** Sorted. */
  readonly subscribedTopicNames: readonly string[];
  /** max.poll.interval.ms of the client: how long giving partitions back may take; -1: unknown. */
  readonly rebalanceTimeoutMs: number;
  /** null: the group's default. */
  readonly serverAssignor: string | null;
}

/** Where a member stands; kept in ConsumerGroupCurrentMemberAssignment records. */
export interface ConsumerGroupMemberAssignment {
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: ConsumerGroupMemberState;
  readonly assignedPartitions: PartitionEpochs;
  readonly partitionsPendingRevocation: PartitionEpochs;
}

/** A member of a KIP-848 group. A value: changes make a new one. */
export interface ConsumerGroupMember
  extends ConsumerGroupMemberMetadata, ConsumerGroupMemberAssignment {
  readonly memberId: string;
}

/** A member that nothing is known of. */
export function newConsumerGroupMember(memberId: string): ConsumerGroupMember {
  return {
    memberId,
    instanceId: null,
    clientId: '',
    subscribedTopicNames: [],
    rebalanceTimeoutMs: -1,
    serverAssignor: null,
    memberEpoch: JOIN_GROUP_MEMBER_EPOCH,
    previousMemberEpoch: JOIN_GROUP_MEMBER_EPOCH,
    state: 'STABLE',
    assignedPartitions: NO_PARTITIONS,
    partitionsPendingRevocation: NO_PARTITIONS,
  };
}

/** True if the member says the same about itself. */
export function hasSameMetadata(
  a: ConsumerGroupMemberMetadata,
  b: ConsumerGroupMemberMetadata,
): boolean {
  return (
    a.instanceId === b.instanceId &&
    a.clientId === b.clientId &&
    a.rebalanceTimeoutMs === b.rebalanceTimeoutMs &&
    a.serverAssignor === b.serverAssignor &&
    hasSameSubscription(a, b)
  );
}

/** True if the member subscribes to the same topics. */
export function hasSameSubscription(
  a: ConsumerGroupMemberMetadata,
  b: ConsumerGroupMemberMetadata,
): boolean {
  const mine = a.subscribedTopicNames;
  const others = b.subscribedTopicNames;
  return mine.length === others.length && mine.every((topic, index) => topic === others[index]);
}

/** True if the member stands where it stood. */
export function hasSameAssignment(
  a: ConsumerGroupMemberAssignment,
  b: ConsumerGroupMemberAssignment,
): boolean {
  return (
    a.memberEpoch === b.memberEpoch &&
    a.previousMemberEpoch === b.previousMemberEpoch &&
    a.state === b.state &&
    areEqual(a.assignedPartitions, b.assignedPartitions) &&
    areEqual(a.partitionsPendingRevocation, b.partitionsPendingRevocation)
  );
}
