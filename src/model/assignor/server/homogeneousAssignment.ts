import { invariant } from '../../../sim/errors.ts';
import { sortInPlace } from '../sortInPlace.ts';
import type { ServerGroupMember, TopicPartitionNumbers } from './serverAssignor.ts';

interface Unfilled {
  readonly partitions: Map<string, number[]>;
  /** How many more the member is to get, at least 1. */
  readonly quota: number;
}

interface Unassigned {
  readonly topic: string;
  readonly partition: number;
}

/**
 * The uniform assignment of a group whose members all have the same topics
 * (`UniformHomogeneousAssignmentBuilder`). At least one member.
 *
 * With P partitions and n members everyone has the quota floor(P / n), and P mod n members one
 * more. Members keep what fits in their quota; what is left fills up the others one after the
 * other, in blocks, not by turns. A member that has no use for the extra partition leaves it to one
 * behind it, so that in a fresh group the last members have it.
 */
export function assignHomogeneous(
  partitionCounts: ReadonlyMap<string, number>,
  members: readonly ServerGroupMember[],
): Map<string, TopicPartitionNumbers> {
  const subscribed = new Set(members[0]?.topics);
  const counts = [...partitionCounts].filter(([topic]) => subscribed.has(topic));
  const partitionCount = counts.reduce((sum, [, count]) => sum + count, 0);
  const quota = Math.floor(partitionCount / members.length);
  let extrasLeft = partitionCount % members.length;
  const unassigned = ownedByNobody(counts, members);
  const unfilled: Unfilled[] = [];
  const assignment = new Map<string, Map<string, number[]>>();

  for (const [index, member] of members.entries()) {
    let hasExtra = extrasLeft > 0;
    let room = quota + (hasExtra ? 1 : 0);
    const partitions = new Map<string, number[]>();
    assignment.set(member.memberId, partitions);
    for (const [topic, count] of counts) {
      const owned = below(count, member.assigned.get(topic) ?? []);
      const kept = owned.slice(0, room);
      room -= kept.length;
      if (kept.length > 0) partitions.set(topic, kept);
      for (let at = kept.length; at < owned.length; at++)
        unassigned.push({ topic, partition: owned[at]! });
    }
    // The last ones must take the extras that are left.
    if (room > 0 && hasExtra && members.length - index > extrasLeft) {
      room--;
      hasExtra = false;
    }
    if (room > 0) unfilled.push({ partitions, quota: room });
    if (hasExtra) extrasLeft--;
  }

  fill(unfilled, unassigned);
  return assignment;
}

/** Those of the ascending numbers that are less than the limit. */
function below(limit: number, ascending: readonly number[]): readonly number[] {
  const last = ascending.at(-1);
  if (last === undefined || last < limit) return ascending;
  return ascending.filter((number) => number < limit);
}

function ownedByNobody(
  counts: readonly (readonly [string, number])[],
  members: readonly ServerGroupMember[],
): Unassigned[] {
  const unassigned: Unassigned[] = [];
  for (const [topic, count] of counts) {
    const isOwned = new Uint8Array(count);
    for (const { assigned } of members) {
      // A number beyond the end is nobody's.
      for (const partition of assigned.get(topic) ?? []) isOwned[partition] = 1;
    }
    for (let partition = 0; partition < count; partition++) {
      if (isOwned[partition] === 0) unassigned.push({ topic, partition });
    }
  }
  return unassigned;
}

function fill(unfilled: readonly Unfilled[], unassigned: readonly Unassigned[]): void {
  let next = 0;
  for (const { partitions, quota } of unfilled) {
    for (const { topic, partition } of unassigned.slice(next, next + quota)) {
      const numbers = partitions.get(topic);
      if (numbers === undefined) partitions.set(topic, [partition]);
      else numbers.push(partition);
    }
    for (const numbers of partitions.values()) sortInPlace(numbers, (a, b) => a - b);
    next += quota;
  }
  invariant(next >= unassigned.length, 'uniform: partitions were left unassigned');
}
