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

/** How many partitions are given to somebody. */
export function givenCount({ members }: OwnerStep): number {
  return members.reduce((sum, { partitions }) => sum + partitions.length, 0);
}
