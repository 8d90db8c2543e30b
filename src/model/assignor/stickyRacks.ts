import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { GroupMember, PartitionRacks } from './assignor.ts';
import { racksOf, useRackAwareAssignment } from './rackAwareness.ts';

/**
 * Where members and replicas are, for the sticky assignors (`AbstractStickyAssignor.RackInfo`,
 * KIP-881). Knows nothing, and so changes nothing, unless racks are worth matching.
 */
export class StickyRacks {
  /** Racks are worth matching. */
  readonly aware: boolean;
  private readonly rackByMember = new Map<string, string>();
  private readonly racksByPartition = new Map<TopicPartition, readonly string[]>();
  /** How many members share a rack with the partition, over all its racks. */
  private readonly memberCounts = new Map<TopicPartition, number>();

  constructor(
    members: readonly GroupMember[],
    partitionsByTopic: ReadonlyMap<string, readonly TopicPartition[]>,
    partitionRacks: PartitionRacks | undefined,
  ) {
    const memberCountByRack = new Map<string, number>();
    for (const { memberId, subscription } of members) {
      const rackId = subscription.rackId;
      if (rackId === null || rackId === '') continue;
      this.rackByMember.set(memberId, rackId);
      memberCountByRack.set(rackId, (memberCountByRack.get(rackId) ?? 0) + 1);
    }
    if (partitionRacks === undefined || memberCountByRack.size === 0) {
      this.aware = false;
      return;
    }
    for (const partitions of partitionsByTopic.values()) {
      for (const tp of partitions) {
        const racks = [...new Set(racksOf(partitionRacks, tp.topic, tp.partition))];
        this.racksByPartition.set(tp, racks);
        const counts = racks.map((rack) => memberCountByRack.get(rack) ?? 0);
        this.memberCounts.set(
          tp,
          counts.reduce((sum, count) => sum + count, 0),
        );
      }
    }
    this.aware = useRackAwareAssignment(new Set(memberCountByRack.keys()), [
      ...this.racksByPartition.values(),
    ]);
  }

  /** The member has a rack on which the partition has no replica. */
  mismatch(memberId: string, tp: TopicPartition): boolean {
    return this.aware && this.rackByMember.has(memberId) && !this.match(memberId, tp);
  }

  /** The member has a rack on which the partition has a replica. */
  match(memberId: string, tp: TopicPartition): boolean {
    if (!this.aware) return false;
    const rack = this.rackByMember.get(memberId);
    return rack !== undefined && this.racksByPartition.get(tp)!.includes(rack);
  }

  /**
   * Partitions that few members can serve from their own rack come first; else the order is kept.
   */
  sortedByMemberCount(partitions: readonly TopicPartition[]): TopicPartition[] {
    const count = (tp: TopicPartition): number => this.memberCounts.get(tp) ?? 0;
    return [...partitions].sort((a, b) => count(a) - count(b));
  }

  /** Index of the first matching member, searched in a circle from `firstIndex`; -1: none. */
  nextMatch(tp: TopicPartition, memberIds: readonly string[], firstIndex: number): number {
    for (let step = 0; step < memberIds.length; step++) {
      const index = (firstIndex + step) % memberIds.length;
      if (this.match(memberIds[index]!, tp)) return index;
    }
    return -1;
  }
}
