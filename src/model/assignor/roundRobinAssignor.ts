import type { StickyUserData } from '../protocol/requests.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { Assignor, GroupMember } from './assignor.ts';
import { compareStaticFirst, sortedByMemberId } from './memberOrder.ts';
import { subscribedPartitionCounts } from './subscribedPartitionCounts.ts';

/**
 * `RoundRobinAssignor`: all partitions, by topic name and number, are dealt like cards to the
 * members, static ones first. A member that does not subscribe to the topic is passed over, and the
 * pointer is not reset from topic to topic, so uneven subscriptions can give uneven loads.
 *
 * Racks play no part, as in Kafka.
 */
export class RoundRobinAssignor implements Assignor {
  readonly name = 'roundrobin';
  readonly supportedProtocols = ['EAGER'] as const;

  subscriptionUserData(): StickyUserData | null {
    return null;
  }

  onAssignment(): void {
    // Stateless: what a member had before plays no part.
  }

  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly GroupMember[],
  ): Map<string, TopicPartition[]> {
    const byId = sortedByMemberId(members);
    const assignment = new Map<string, TopicPartition[]>();
    for (const member of byId) assignment.set(member.memberId, []);

    const counts = subscribedPartitionCounts(partitionCounts, byId);
    const circle = byId.sort(compareStaticFirst);
    let next = 0;
    for (const topic of [...counts.keys()].sort()) {
      const partitionCount = counts.get(topic)!;
      for (let partition = 0; partition < partitionCount; partition++) {
        while (!circle[next]!.subscription.topics.includes(topic))
          next = (next + 1) % circle.length;
        assignment.get(circle[next]!.memberId)!.push({ topic, partition });
        next = (next + 1) % circle.length;
      }
    }
    return assignment;
  }
}
