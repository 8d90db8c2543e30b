import type { ClassicGroup } from './classicGroup.ts';
import type { ClassicGroupState } from './classicGroupState.ts';
import type { GroupStore } from './groupStore.ts';

/** A group as `kafka-consumer-groups --describe` shows it, and what only its coordinator knows. */
export interface GroupDescription<Assigned> {
  readonly groupId: string;
  readonly state: ClassicGroupState;
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
  const offsets: OffsetDescription[] = [];
  for (const [topic, byPartition] of store.offsets(group.groupId) ?? []) {
    for (const [partition, { offset }] of byPartition) {
      offsets.push({ topic, partition, committedOffset: offset });
    }
  }
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
    offsets,
  };
}
