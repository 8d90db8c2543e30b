import type { StickyUserData } from '../protocol/requests.ts';
import { compareTopicPartitions, type TopicPartition } from '../protocol/topicPartition.ts';
import type { Assignor, GroupMember, PartitionRacks } from './assignor.ts';
import { compareStaticFirst, sortedByMemberId } from './memberOrder.ts';
import { RangeTopic } from './rangeTopic.ts';
import { subscribedPartitionCounts } from './subscribedPartitionCounts.ts';

/**
 * `RangeAssignor`: each topic on its own is cut into consecutive ranges, one a subscribed member,
 * static members first. The first members get the extra partition of *every* topic, and topics of
 * equal size and subscribers are co-partitioned: a member gets the same numbers of each.
 *
 * With racks on both sides (KIP-881) partitions that share a rack with a member are given first,
 * within the same quotas; what is left is divided as above.
 */
export class RangeAssignor implements Assignor {
  readonly name = 'range';
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
    partitionRacks?: PartitionRacks,
  ): Map<string, TopicPartition[]> {
    const byId = sortedByMemberId(members);
    const assignment = new Map<string, TopicPartition[]>();
    for (const member of byId) assignment.set(member.memberId, []);

    const counts = subscribedPartitionCounts(partitionCounts, byId);
    const staticFirst = byId.sort(compareStaticFirst);
    const topics: RangeTopic[] = [];
    for (const [topic, partitionCount] of counts) {
      const consumers = staticFirst.filter((member) => member.subscription.topics.includes(topic));
      topics.push(new RangeTopic(topic, partitionCount, consumers, partitionRacks));
    }

    const rackAware = topics.some((topic) => topic.needsRackAwareAssignment);
    if (rackAware) assignWithRackMatching(topics, assignment);
    for (const topic of topics) topic.assignRanges(assignment, 'any rack');
    if (rackAware)
      for (const partitions of assignment.values()) partitions.sort(compareTopicPartitions);
    return assignment;
  }
}

/**
 * Topics with the same consumers and the same number of partitions stay co-partitioned, so that
 * they are matched together; any other topic by itself.
 */
function assignWithRackMatching(
  topics: readonly RangeTopic[],
  assignment: Map<string, TopicPartition[]>,
): void {
  const coPartitioned = new Map<string, RangeTopic[]>();
  for (const topic of topics) {
    if (!topic.hasConsumerRacks) continue;
    const key = JSON.stringify([
      topic.partitionCount,
      topic.consumers.map((member) => member.memberId),
    ]);
    const same = coPartitioned.get(key);
    if (same === undefined) coPartitioned.set(key, [topic]);
    else same.push(topic);
  }
  for (const group of coPartitioned.values()) {
    const alone = group.length === 1 ? group[0]! : null;
    if (alone === null) assignCoPartitioned(group, assignment);
    else if (alone.needsRackAwareAssignment) alone.assignRanges(assignment, 'matching rack');
  }
}

/**
 * Gives partition p of all topics to the first consumer that has room and a matching rack in each.
 */
function assignCoPartitioned(
  topics: readonly RangeTopic[],
  assignment: Map<string, TopicPartition[]>,
): void {
  const { partitionCount, consumers } = topics[0]!;
  const remaining = new Set(consumers);
  for (let partition = 0; partition < partitionCount && remaining.size > 0; partition++) {
    for (const consumer of remaining) {
      const fits = topics.every(
        (topic) => topic.racksMatch(consumer, partition) && topic.maxAssignable(consumer) > 0,
      );
      if (!fits) continue;
      for (const topic of topics) topic.give(consumer, [partition], assignment);
      if (topics.every((topic) => topic.maxAssignable(consumer) === 0)) remaining.delete(consumer);
      break;
    }
  }
}
