import type { GroupMember } from './assignor.ts';

/**
 * The order in which range and round robin serve members (`AbstractPartitionAssignor.MemberInfo`):
 * static members first, by group.instance.id; then dynamic members, by member id.
 */
export function compareStaticFirst(a: GroupMember, b: GroupMember): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) {
    return compareText(a.groupInstanceId, b.groupInstanceId);
  }
  if (a.groupInstanceId !== null) return -1;
  if (b.groupInstanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}

/**
 * A copy of the members, by member id. A leader of Kafka iterates over them in the order of a
 * HashMap; member ids hold a random part, so that any fixed order is an outcome Kafka can have.
 */
export function sortedByMemberId(members: readonly GroupMember[]): GroupMember[] {
  return [...members].sort((a, b) => compareText(a.memberId, b.memberId));
}

/** Java's compareTo of strings: UTF-16 code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
