import type { StickyUserData, Subscription } from '../protocol/requests.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';

/** One member of a group, as its leader sees it in the JoinGroup response. */
export interface GroupMember {
  readonly memberId: string;
  /** null: dynamic member. */
  readonly groupInstanceId: string | null;
  readonly subscription: Subscription;
}

/**
 * A client-side partition assignor (`ConsumerPartitionAssignor`): each member of a classic group
 * carries one, and the leader's divides the partitions.
 */
export interface Assignor {
  /** The protocol name in JoinGroup: 'range', 'roundrobin', 'sticky' or 'cooperative-sticky'. */
  readonly name: string;
  readonly supportedProtocols: readonly ('EAGER' | 'COOPERATIVE')[];
  /** User data for this member's subscription (sticky), else null. */
  subscriptionUserData(topics: readonly string[]): StickyUserData | null;
  /** Called with each new assignment of this member. */
  onAssignment(partitions: readonly TopicPartition[], generation: number): void;
  /**
   * Leader side. `partitionCounts`: the topics that the leader's metadata knows. Returns member id
   * to partitions in Kafka's order, with an entry for every member, ordered by member id.
   * `partitionRacks`: without it, racks play no part.
   */
  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly GroupMember[],
    partitionRacks?: PartitionRacks,
  ): Map<string, TopicPartition[]>;
}

/**
 * Topic to the racks of the replicas of each of its partitions, in order of the partition number.
 */
export type PartitionRacks = ReadonlyMap<string, readonly (readonly string[])[]>;
