import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { GroupMember, PartitionRacks } from './assignor.ts';
import { racksOf, useRackAwareAssignment } from './rackAwareness.ts';

/**
 * One topic while the range assignor divides it (`RangeAssignor.TopicAssignmentState`): quotas,
 * what is still unassigned, and where its replicas are.
 */
export class RangeTopic {
  readonly topic: string;
  readonly partitionCount: number;
  /** Subscribed members, static ones first; at least one. */
  readonly consumers: readonly GroupMember[];
  /** Some consumer has a rack. */
  readonly hasConsumerRacks: boolean;
  readonly needsRackAwareAssignment: boolean;
  private readonly racks: readonly (readonly string[])[];
  private readonly quota: number;
  /** How many consumers may still get one partition above the quota. */
  private extraCount: number;
  private unassigned: number[];
  private readonly assignedCounts = new Map<GroupMember, number>();

  constructor(
    topic: string,
    partitionCount: number,
    consumers: readonly GroupMember[],
    partitionRacks: PartitionRacks | undefined,
  ) {
    this.topic = topic;
    this.partitionCount = partitionCount;
    this.consumers = consumers;
    this.quota = Math.floor(partitionCount / consumers.length);
    this.extraCount = partitionCount % consumers.length;
    this.unassigned = Array.from({ length: partitionCount }, (_, partition) => partition);
    const consumerRacks = new Set<string>();
    for (const { subscription } of consumers) {
      if (subscription.rackId !== null && subscription.rackId !== '')
        consumerRacks.add(subscription.rackId);
    }
    this.hasConsumerRacks = consumerRacks.size > 0;
    this.racks = this.hasConsumerRacks
      ? this.unassigned.map((partition) => racksOf(partitionRacks, topic, partition))
      : [];
    this.needsRackAwareAssignment =
      this.hasConsumerRacks && useRackAwareAssignment(consumerRacks, this.racks);
  }

  /** True also for a consumer without a rack. */
  racksMatch(consumer: GroupMember, partition: number): boolean {
    const rackId = consumer.subscription.rackId;
    if (rackId === null || rackId === '') return true;
    return this.racks[partition]?.includes(rackId) ?? false;
  }

  /** How many partitions the consumer may still get. */
  maxAssignable(consumer: GroupMember): number {
    const quota = this.quota + (this.extraCount > 0 ? 1 : 0);
    return Math.max(0, quota - (this.assignedCounts.get(consumer) ?? 0));
  }

  /** Gives each consumer in turn the lowest unassigned partitions, as many as it may get. */
  assignRanges(
    assignment: Map<string, TopicPartition[]>,
    rule: 'any rack' | 'matching rack',
  ): void {
    for (const consumer of this.consumers) {
      if (this.unassigned.length === 0) return;
      const assignable =
        rule === 'any rack'
          ? this.unassigned
          : this.unassigned.filter((partition) => this.racksMatch(consumer, partition));
      const partitions = assignable.slice(0, this.maxAssignable(consumer));
      if (partitions.length > 0) this.give(consumer, partitions, assignment);
    }
  }

  /** Assigns unassigned partitions, at most `maxAssignable`. */
  give(
    consumer: GroupMember,
    partitions: readonly number[],
    assignment: Map<string, TopicPartition[]>,
  ): void {
    const list = assignment.get(consumer.memberId)!;
    for (const partition of partitions) list.push({ topic: this.topic, partition });
    const assignedCount = (this.assignedCounts.get(consumer) ?? 0) + partitions.length;
    this.assignedCounts.set(consumer, assignedCount);
    // One more than the quota uses up one of the extras.
    if (assignedCount > this.quota) this.extraCount--;
    const { unassigned } = this;
    // Without racks they are always the lowest ones.
    const areLowest = partitions.every((partition, index) => unassigned[index] === partition);
    this.unassigned = areLowest
      ? unassigned.slice(partitions.length)
      : unassigned.filter((partition) => !partitions.includes(partition));
  }
}
