import type { StickyUserData } from '../protocol/requests.ts';
import {
  compareTopicPartitions,
  formatTopicPartition,
  type TopicPartition,
} from '../protocol/topicPartition.ts';
import type { Assignor, GroupMember, PartitionRacks } from './assignor.ts';
import { sortInPlace } from './sortInPlace.ts';
import { removeFirst, type StickyClaim } from './stickyGroup.ts';
import { StickyLeader } from './stickyLeader.ts';

/**
 * `CooperativeStickyAssignor` (KIP-429): divides as the sticky assignor does, then takes out every
 * partition that changes hands. Its owner gives it up after this rebalance, and it goes to its new
 * owner in the next one; nobody stops work on what it keeps.
 *
 * Simplified: no user data. Kafka's holds the generation, which is read only if the subscription
 * itself has none (a consumer older than 3.2).
 */
export class CooperativeStickyAssignor implements Assignor {
  readonly name = 'cooperative-sticky';
  readonly supportedProtocols = ['COOPERATIVE', 'EAGER'] as const;
  private readonly leader = new StickyLeader(claimOf);

  subscriptionUserData(): StickyUserData | null {
    return null;
  }

  onAssignment(): void {
    // What a member owns travels in the subscription itself.
  }

  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly GroupMember[],
    partitionRacks?: PartitionRacks,
  ): Map<string, TopicPartition[]> {
    const { assignment, transferring } = this.leader.assign(
      partitionCounts,
      members,
      partitionRacks,
    );
    for (const [tp, memberId] of transferring ?? ownershipTransfers(assignment, members)) {
      removeFirst(assignment.get(memberId)!, tp);
    }
    return assignment;
  }
}

/** The owned partitions, in the order in which ConsumerProtocol writes them. */
function claimOf({ subscription }: GroupMember): StickyClaim {
  const partitions = sortInPlace([...subscription.ownedPartitions], compareTopicPartitions);
  return { partitions, generation: subscription.generationId };
}

/** Partitions that are new to the member they go to, and that another member has to give up. */
function ownershipTransfers(
  assignment: ReadonlyMap<string, readonly TopicPartition[]>,
  members: readonly GroupMember[],
): Map<TopicPartition, string> {
  const added = new Map<TopicPartition, string>();
  const revoked = new Set<string>();
  for (const { memberId, subscription } of members) {
    const owned = new Set(subscription.ownedPartitions.map(keyOf));
    for (const tp of assignment.get(memberId)!) {
      if (!owned.delete(keyOf(tp))) added.set(tp, memberId);
    }
    for (const key of owned) revoked.add(key);
  }
  return new Map([...added].filter(([tp]) => revoked.has(keyOf(tp))));
}

function keyOf(tp: TopicPartition): string {
  return formatTopicPartition(tp.topic, tp.partition);
}
