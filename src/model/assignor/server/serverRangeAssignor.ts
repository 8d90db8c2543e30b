import { compareText } from '../memberOrder.ts';
import { sortInPlace } from '../sortInPlace.ts';
import type { ServerAssignor, ServerGroupMember, TopicPartitionNumbers } from './serverAssignor.ts';

/**
 * The coordinator's `RangeAssignor`: each topic is cut into consecutive ranges, one a subscriber,
 * static members first; the first ones get the extra partitions. What members had plays no part,
 * nor do racks.
 */
export class ServerRangeAssignor implements ServerAssignor {
  readonly name = 'range';

  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly ServerGroupMember[],
  ): Map<string, TopicPartitionNumbers> {
    const assignment = new Map<string, Map<string, number[]>>();
    for (const { memberId } of members) assignment.set(memberId, new Map());
    const staticFirst = sortInPlace([...members], compareStaticFirst);
    for (const [topic, partitionCount] of partitionCounts) {
      const subscribers = staticFirst.filter((member) => member.topics.includes(topic));
      const quota = Math.floor(partitionCount / subscribers.length);
      const extras = partitionCount % subscribers.length;
      let next = 0;
      for (let index = 0; index < subscribers.length; index++) {
        const end = next + quota + (index < extras ? 1 : 0);
        if (end === next) break;
        const range: number[] = [];
        while (next < end) range.push(next++);
        assignment.get(subscribers[index]!.memberId)!.set(topic, range);
      }
    }
    return assignment;
  }
}

function compareStaticFirst(a: ServerGroupMember, b: ServerGroupMember): number {
  if (a.instanceId !== null && b.instanceId !== null)
    return compareText(a.instanceId, b.instanceId);
  if (a.instanceId !== null) return -1;
  if (b.instanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}
