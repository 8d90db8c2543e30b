import type { CollectedFacts } from '../collectFacts.ts';
import type { OwnerStep } from './ownerSteps.ts';

/** Assignors whose result follows from the names of members and topics. */
const FIXED: ReadonlySet<string> = new Set(['range', 'roundrobin']);

/** Assignors that look at random ids or at the assignment before. */
const FREE: ReadonlySet<string> = new Set([
  'sticky',
  'cooperative-sticky',
  'uniform',
  'consumer',
  'share',
]);

/** The share-outs of a group. */
export function stepsOf({ groups }: CollectedFacts, group: string): readonly OwnerStep[] {
  return groups.find((one) => one.group === group)?.steps ?? [];
}

/** Every assignment of a group that was stored, repeated ones too. */
export function assignmentsOf({ groups }: CollectedFacts, group: string): readonly OwnerStep[] {
  return groups.find((one) => one.group === group)?.assignments ?? [];
}

/** Assignments that were stored again right away with the same shares for the same processes. */
export function repeatsOf(
  run: CollectedFacts,
  group: string,
): readonly { readonly before: OwnerStep; readonly again: OwnerStep }[] {
  const assignments = assignmentsOf(run, group);
  return assignments.slice(1).flatMap((again, at) => {
    const before = assignments[at]!;
    return before.text === again.text ? [{ before, again }] : [];
  });
}

/** True if nothing but names decides who gets what. */
export function isFixedByNames({ protocol }: OwnerStep): boolean {
  return FIXED.has(protocol);
}

/** True if random member ids, or what went before, may decide who gets what. */
export function isFreeToChoose({ protocol }: OwnerStep): boolean {
  return FREE.has(protocol);
}

/** True if both have the same processes as members. */
export function sameMembers(a: OwnerStep, b: OwnerStep): boolean {
  return membersOf(a).join(' ') === membersOf(b).join(' ');
}

/** Names of the members, in order; one that is there twice is named twice. */
export function membersOf({ members }: OwnerStep): readonly string[] {
  return members.map(({ client }) => client);
}

/** How many partitions each share has, largest first: `2 1 1`. */
export function shareSizes({ members }: OwnerStep): string {
  return members
    .map(({ partitions }) => partitions.length)
    .sort((a, b) => b - a)
    .join(' ');
}

/** A longest common sequence of equal share-outs. */
export function commonSteps(
  lefts: readonly OwnerStep[],
  rights: readonly OwnerStep[],
): readonly { readonly left: number; readonly right: number }[] {
  const lengths = Array.from({ length: lefts.length + 1 }, () =>
    new Array<number>(rights.length + 1).fill(0),
  );
  for (let left = lefts.length - 1; left >= 0; left--) {
    for (let right = rights.length - 1; right >= 0; right--) {
      const isEqual = lefts[left]!.text === rights[right]!.text;
      lengths[left]![right] = isEqual
        ? lengths[left + 1]![right + 1]! + 1
        : Math.max(lengths[left + 1]![right]!, lengths[left]![right + 1]!);
    }
  }
  const common: { left: number; right: number }[] = [];
  let [left, right] = [0, 0];
  while (left < lefts.length && right < rights.length) {
    if (lefts[left]!.text === rights[right]!.text) common.push({ left: left++, right: right++ });
    else if (lengths[left + 1]![right]! >= lengths[left]![right + 1]!) left++;
    else right++;
  }
  return common;
}
