import type { ClassicGroup } from './classicGroup.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { ConsumerGroup } from './consumer/consumerGroup.ts';
import { listPartitions } from './consumer/partitionEpochs.ts';
import type { GroupState } from './groupObserver.ts';
import type { GroupStore } from './groupStore.ts';

/** A group as `kafka-consumer-groups --describe` shows it, and what only its coordinator knows. */
export interface GroupDescription<Assigned> {
  readonly groupId: string;
  readonly state: GroupState;
  /** The group epoch of a KIP-848 group. */
  readonly generation: number;
  /** null: no member has ever joined. */
  readonly protocolType: string | null;
  /** The selected assignor; null in an empty group. */
  readonly protocol: string | null;
  readonly leaderId: string | null;
  /** In Java's HashMap order of the member ids, as Kafka lists them. */
  readonly members: readonly MemberDescription<Assigned>[];
  /** How many member ids were handed out and not used yet. */
  readonly pendingJoinCount: number;
  readonly offsets: readonly OffsetDescription[];
}

export interface MemberDescription<Assigned> {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  /** null: nothing. */
  readonly assignment: Assigned | null;
  readonly isAwaitingJoin: boolean;
  readonly isAwaitingSync: boolean;
}

export interface OffsetDescription {
  readonly topic: string;
  readonly partition: number;
  readonly committedOffset: number;
}

/**
 * Describes a group as it is now, with its committed offsets in the order of their first commit.
 */
export function describeClassicGroup<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  store: GroupStore<Metadata, Assigned>,
): GroupDescription<Assigned> {
  return {
    groupId: group.groupId,
    state: group.state,
    generation: group.generationId,
    protocolType: group.protocolType,
    protocol: group.protocolName,
    leaderId: group.leaderId,
    members: group.members.values().map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      assignment: member.assignment,
      isAwaitingJoin: member.awaitingJoin !== null,
      isAwaitingSync: member.awaitingSync !== null,
    })),
    pendingJoinCount: group.pendingJoin.size,
    offsets: describeOffsets(group.groupId, store),
  };
}

/** As `describeClassicGroup`. `assignmentOf` makes what a member has into an assignment. */
export function describeConsumerGroup<Metadata, Assigned>(
  group: ConsumerGroup,
  store: GroupStore<Metadata, Assigned>,
  assignmentOf: (partitions: readonly TopicPartition[]) => Assigned,
): GroupDescription<Assigned> {
  return {
    groupId: group.groupId,
    state: group.state,
    generation: group.groupEpoch,
    protocolType: 'consumer',
    protocol: null,
    leaderId: null,
    members: group.members.values().map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      assignment: assignmentOf(listPartitions(member.assignedPartitions)),
      isAwaitingJoin: false,
      isAwaitingSync: false,
    })),
    pendingJoinCount: 0,
    offsets: describeOffsets(group.groupId, store),
  };
}

function describeOffsets<Metadata, Assigned>(
  groupId: string,
  store: GroupStore<Metadata, Assigned>,
): OffsetDescription[] {
  const offsets: OffsetDescription[] = [];
  for (const [topic, byPartition] of store.offsets(groupId) ?? []) {
    for (const [partition, { offset }] of byPartition) {
      offsets.push({ topic, partition, committedOffset: offset });
    }
  }
  return offsets;
}
