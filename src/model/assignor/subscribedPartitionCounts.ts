import { JavaHashMap } from '../javaHashMapOrder.ts';
import type { GroupMember } from './assignor.ts';

/**
 * The topics to divide: those that a member subscribes to and that have partitions in the leader's
 * metadata; others are skipped. In the order of the HashMap that `AbstractPartitionAssignor.assign`
 * fills from a HashSet, since the range assignor lists topics in that order. `members`: by member
 * id.
 */
export function subscribedPartitionCounts(
  partitionCounts: ReadonlyMap<string, number>,
  members: readonly GroupMember[],
): Map<string, number> {
  const subscribed = new JavaHashMap<true>();
  for (const member of members) {
    // ConsumerProtocol sorts the topics when it writes a subscription.
    for (const topic of [...member.subscription.topics].sort()) subscribed.set(topic, true);
  }
  const known = new JavaHashMap<number>();
  for (const topic of subscribed.keys()) {
    const partitionCount = partitionCounts.get(topic) ?? 0;
    if (partitionCount > 0) known.set(topic, partitionCount);
  }
  return new Map(known.entries());
}
