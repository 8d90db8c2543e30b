import { JavaHashMap } from '../javaHashMapOrder.ts';
import type { StickyUserData } from '../protocol/requests.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { Assignor, GroupMember, PartitionRacks } from './assignor.ts';
import type { StickyClaim } from './stickyGroup.ts';
import { StickyLeader } from './stickyLeader.ts';

/**
 * `StickyAssignor` (KIP-54): as even as can be, and members keep what they had as far as that
 * allows. It is eager: everyone gives up everything before joining, so that the earlier assignment
 * travels as user data.
 */
export class StickyAssignor implements Assignor {
  readonly name = 'sticky';
  readonly supportedProtocols = ['EAGER'] as const;
  private readonly leader = new StickyLeader(claimOf);
  private earlier: StickyUserData | null = null;

  subscriptionUserData(): StickyUserData | null {
    return this.earlier;
  }

  onAssignment(partitions: readonly TopicPartition[], generation: number): void {
    this.earlier = { partitions: groupedByTopic(partitions), generation };
  }

  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly GroupMember[],
    partitionRacks?: PartitionRacks,
  ): Map<string, TopicPartition[]> {
    return this.leader.assign(partitionCounts, members, partitionRacks).assignment;
  }
}

function claimOf(member: GroupMember): StickyClaim {
  return member.subscription.userData ?? { partitions: [], generation: -1 };
}

/**
 * User data lists partitions topic by topic, in the order of a HashMap. Kafka fills it with
 * `computeIfAbsent`, which puts a new key in front of its bucket, not at the end as `put` does.
 *
 * Simplified: `computeIfAbsent` also lets the table grow one key later, which shows only with
 * exactly 13, 25, 49, ... topics.
 */
function groupedByTopic(partitions: readonly TopicPartition[]): TopicPartition[] {
  const byTopic = new Map<string, TopicPartition[]>();
  for (const tp of partitions) {
    const list = byTopic.get(tp.topic);
    if (list === undefined) byTopic.set(tp.topic, [tp]);
    else list.push(tp);
  }
  if (byTopic.size <= 1) return [...partitions];
  const ordered = new JavaHashMap<TopicPartition[]>();
  for (const [topic, list] of [...byTopic].reverse()) ordered.set(topic, list);
  return ordered.values().flat();
}
