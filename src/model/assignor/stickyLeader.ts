import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { GroupMember, PartitionRacks } from './assignor.ts';
import { ConstrainedAssignment } from './constrainedAssignment.ts';
import { GeneralAssignment } from './generalAssignment.ts';
import { StickyGroup, type StickyClaim } from './stickyGroup.ts';

/** The outcome of a sticky assignment. */
export interface StickyResult {
  /** Member id to partitions, ordered by member id. */
  readonly assignment: Map<string, TopicPartition[]>;
  /**
   * Partitions that go to another member than their owner; null: the algorithm used does not tell.
   */
  readonly transferring: ReadonlyMap<TopicPartition, string> | null;
}

/**
 * What both sticky assignors do on the leader (`AbstractStickyAssignor`). They differ only in where
 * a member's claim comes from.
 */
export class StickyLeader {
  private readonly claimOf: (member: GroupMember) => StickyClaim;
  /** Over all rebalances that this leader has led, as in Kafka. */
  private maxGeneration = -1;

  constructor(claimOf: (member: GroupMember) => StickyClaim) {
    this.claimOf = claimOf;
  }

  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly GroupMember[],
    partitionRacks: PartitionRacks | undefined,
  ): StickyResult {
    const group = new StickyGroup(partitionCounts, members, partitionRacks, this.claimOf);
    this.maxGeneration = Math.max(this.maxGeneration, group.maxGeneration);
    if (group.subscriptionsEqual) return new ConstrainedAssignment(group);
    const { assignment } = new GeneralAssignment(group, group.previousOwners(this.maxGeneration));
    const byId = group.members.map(
      ({ memberId }) => [memberId, assignment.get(memberId)!] as const,
    );
    return { assignment: new Map(byId), transferring: null };
  }
}
