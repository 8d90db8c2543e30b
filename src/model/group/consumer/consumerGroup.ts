import { invariant, unreachable } from '../../../sim/errors.ts';
import { JavaHashMap } from '../../javaHashMapOrder.ts';
import { CoordinatorTimer } from '../coordinatorTimers.ts';
import type { AssignorVotes } from './assignorVotes.ts';
import { moveVote } from './assignorVotes.ts';
import type { ConsumerGroupMember } from './consumerGroupMember.ts';
import { newConsumerGroupMember } from './consumerGroupMember.ts';
import type { ConsumerGroupRecord } from './consumerGroupRecord.ts';
import type { ConsumerGroupState } from './consumerGroupState.ts';
import type { PartitionEpochs, PartitionSets } from './partitionEpochs.ts';

const NOTHING: PartitionSets = new Map();

/** The timers of one member; they are soft state and start anew with a new coordinator. */
export interface MemberTimers {
  readonly session: CoordinatorTimer;
  /** Runs while the member has partitions to give back. */
  readonly rebalance: CoordinatorTimer;
}

/**
 * A group of the KIP-848 protocol, as its records tell it: only `replay` changes it. Mirrors
 * `ConsumerGroup` and `ModernGroup` (Kafka 4.3.1).
 */
export class ConsumerGroup {
  readonly groupId: string;
  /** In Java's HashMap order of the member ids. */
  readonly members = new JavaHashMap<ConsumerGroupMember>();
  /** By member id. */
  readonly timers = new Map<string, MemberTimers>();
  groupEpoch = 1;
  metadataHash = '';
  /** Epoch of the target assignment. */
  assignmentEpoch = 0;
  assignmentTimestampMs = -1;
  private readonly memberIdByInstanceId = new Map<string, string>();
  private readonly votes = new Map<string, number>();
  private readonly targets = new Map<string, PartitionSets>();
  /** Topic to partition to the member that has it, or has still to give it back. */
  private readonly owners = new Map<string, Map<number, string>>();

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  get state(): ConsumerGroupState {
    if (this.members.size === 0) return 'Empty';
    if (this.groupEpoch > this.assignmentEpoch) return 'Assigning';
    const isReconciled = this.members
      .values()
      .every(
        ({ state, memberEpoch }) => state === 'STABLE' && memberEpoch === this.assignmentEpoch,
      );
    return isReconciled ? 'Stable' : 'Reconciling';
  }

  /** The member with this instance id; undefined: there is none. */
  staticMember(instanceId: string): ConsumerGroupMember | undefined {
    const memberId = this.memberIdByInstanceId.get(instanceId);
    return memberId === undefined ? undefined : this.members.get(memberId);
  }

  /** The member's part of the target assignment. */
  targetOf(memberId: string): PartitionSets {
    return this.targets.get(memberId) ?? NOTHING;
  }

  /** What assignors the members ask for. */
  get assignorVotes(): AssignorVotes {
    return this.votes;
  }

  /** False: no target assignment has been computed for the member. */
  hasTarget(memberId: string): boolean {
    return this.targets.has(memberId);
  }

  /** The member that has the partition, or has still to give it back; undefined: it is free. */
  ownerOf(topic: string, partition: number): string | undefined {
    return this.owners.get(topic)?.get(partition);
  }

  /** Topics that some member subscribes to, with `changed` in place of what it was. Sorted. */
  subscribedTopics(changed: ConsumerGroupMember | null = null): string[] {
    const topics = new Set<string>(changed?.subscribedTopicNames);
    for (const member of this.members.values()) {
      if (member.memberId === changed?.memberId) continue;
      for (const topic of member.subscribedTopicNames) topics.add(topic);
    }
    return [...topics].sort();
  }

  /** Applies one record: as soon as it is written, and when a coordinator reads the log. */
  replay(record: ConsumerGroupRecord): void {
    switch (record.type) {
      case 'ConsumerGroupMetadata':
        this.groupEpoch = record.value?.epoch ?? 1;
        this.metadataHash = record.value?.metadataHash ?? '';
        return;
      case 'ConsumerGroupTargetAssignmentMetadata':
        this.assignmentEpoch = record.value?.assignmentEpoch ?? 0;
        this.assignmentTimestampMs = record.value?.assignmentTimestampMs ?? -1;
        return;
      case 'ConsumerGroupTargetAssignmentMember':
        if (record.value === null) this.targets.delete(record.memberId);
        else this.targets.set(record.memberId, record.value);
        return;
      case 'ConsumerGroupMemberMetadata':
        if (record.value === null) this.removeMember(record.memberId);
        else this.putMember({ ...this.memberOrNew(record.memberId), ...record.value });
        return;
      case 'ConsumerGroupCurrentMemberAssignment':
        this.replayAssignment(record.memberId, record.value);
        return;
      default:
        unreachable(record);
    }
  }

  private replayAssignment(
    memberId: string,
    value: (ConsumerGroupRecord & { type: 'ConsumerGroupCurrentMemberAssignment' })['value'],
  ): void {
    const former = this.members.get(memberId);
    if (former !== undefined) {
      this.release(memberId, former.assignedPartitions);
      this.release(memberId, former.partitionsPendingRevocation);
    }
    if (value === null) {
      if (former === undefined) return;
      const { memberEpoch, previousMemberEpoch, state, assignedPartitions } =
        newConsumerGroupMember(memberId);
      this.members.set(memberId, {
        ...former,
        memberEpoch,
        previousMemberEpoch,
        state,
        assignedPartitions,
        partitionsPendingRevocation: assignedPartitions,
      });
      return;
    }
    this.members.set(memberId, { ...this.memberOrNew(memberId), ...value });
    this.occupy(memberId, value.assignedPartitions);
    this.occupy(memberId, value.partitionsPendingRevocation);
  }

  private memberOrNew(memberId: string): ConsumerGroupMember {
    return this.members.get(memberId) ?? newConsumerGroupMember(memberId);
  }

  private putMember(member: ConsumerGroupMember): void {
    const { memberId, instanceId, serverAssignor } = member;
    const former = this.members.get(memberId);
    moveVote(this.votes, former?.serverAssignor ?? null, serverAssignor);
    const formerInstanceId = former?.instanceId ?? null;
    if (formerInstanceId !== null && formerInstanceId !== instanceId)
      this.forgetInstance(formerInstanceId, memberId);
    if (instanceId !== null) this.memberIdByInstanceId.set(instanceId, memberId);
    this.members.set(memberId, member);
  }

  private removeMember(memberId: string): void {
    const member = this.members.get(memberId);
    if (member === undefined) return;
    if (member.instanceId !== null) this.forgetInstance(member.instanceId, memberId);
    moveVote(this.votes, member.serverAssignor, null);
    this.release(memberId, member.assignedPartitions);
    this.release(memberId, member.partitionsPendingRevocation);
    this.members.delete(memberId);
  }

  /** Unless another member has taken the instance id over. */
  private forgetInstance(instanceId: string, memberId: string): void {
    if (this.memberIdByInstanceId.get(instanceId) !== memberId) return;
    this.memberIdByInstanceId.delete(instanceId);
  }

  private occupy(memberId: string, partitions: PartitionEpochs): void {
    for (const [topic, byPartition] of partitions) {
      let owners = this.owners.get(topic);
      if (owners === undefined) {
        owners = new Map<number, string>();
        this.owners.set(topic, owners);
      }
      for (const partition of byPartition.keys()) {
        const owner = owners.get(partition);
        invariant(
          owner === undefined || owner === memberId,
          `${topic}-${partition} is assigned to ${memberId} in ${this.groupId}; ${owner} has it`,
        );
        owners.set(partition, memberId);
      }
    }
  }

  private release(memberId: string, partitions: PartitionEpochs): void {
    for (const [topic, byPartition] of partitions) {
      const owners = this.owners.get(topic);
      if (owners === undefined) continue;
      for (const partition of byPartition.keys()) {
        if (owners.get(partition) === memberId) owners.delete(partition);
      }
      if (owners.size === 0) this.owners.delete(topic);
    }
  }
}
