import { newServerAssignor } from '../../assignor/server/newServerAssignor.ts';
import type { ServerGroupMember } from '../../assignor/server/serverAssignor.ts';
import { JavaHashMap } from '../../javaHashMapOrder.ts';
import { moveVote } from './assignorVotes.ts';
import type { ConsumerGroup } from './consumerGroup.ts';
import type { ConsumerGroupMember } from './consumerGroupMember.ts';
import type { ConsumerGroupRecord } from './consumerGroupRecord.ts';
import { newTargetAssignmentRecord } from './consumerGroupRecord.ts';
import type { PartitionSets } from './partitionEpochs.ts';
import { areEqualSets } from './partitionEpochs.ts';

/** How many partitions a topic has; null: there is no such topic. */
export type PartitionCountOf = (topic: string) => number | null;

/** The member whose heartbeat asks, as it is about to be, and whose place it takes, if anyone's. */
export interface AssignmentChange {
  readonly changed: ConsumerGroupMember;
  readonly replaced: ConsumerGroupMember | null;
}

/** A new target assignment: the records that store it, and the part of the member that asked. */
export interface TargetAssignment {
  readonly records: readonly ConsumerGroupRecord[];
  readonly ofMember: PartitionSets;
  /** The assignor that made it. */
  readonly assignor: string;
}

/**
 * Computes the target assignment of a whole group, with `changed` as it is about to be. Members
 * whose part stays as it is get no record. Mirrors `TargetAssignmentBuilder`.
 *
 * Members come in Java's HashMap order of their ids; topics in the order of their names, where
 * Kafka follows the hash of their random ids.
 */
export function computeTargetAssignment(
  group: ConsumerGroup,
  change: AssignmentChange,
  epoch: number,
  partitionCountOf: PartitionCountOf,
  defaultAssignor: string,
  nowMs: number,
): TargetAssignment {
  const { groupId } = group;
  const { changed, replaced } = change;
  const others = group.members
    .values()
    .filter(({ memberId }) => memberId !== changed.memberId && memberId !== replaced?.memberId);
  const assignor = preferredAssignor(group, change) ?? defaultAssignor;
  const members = assignmentMembers(group, others, change);
  const counts = new Map<string, number>();
  for (const topic of [...new Set([...others, changed].flatMap(topicsOf))].sort()) {
    const count = partitionCountOf(topic);
    if (count !== null) counts.set(topic, count);
  }
  const assignment = newServerAssignor(assignor).assign(counts, members);
  const records: ConsumerGroupRecord[] = [];
  for (const { memberId } of members) {
    const partitions = withoutEmptyTopics(assignment.get(memberId));
    // A member without a record yet gets one, be it empty.
    const presentId = presentIdOf(memberId, change);
    if (group.hasTarget(presentId) && areEqualSets(group.targetOf(presentId), partitions)) continue;
    records.push(newTargetAssignmentRecord(groupId, memberId, partitions));
  }
  records.push({
    type: 'ConsumerGroupTargetAssignmentMetadata',
    groupId,
    value: { assignmentEpoch: epoch, assignmentTimestampMs: nowMs },
  });
  const ofMember = withoutEmptyTopics(assignment.get(changed.memberId));
  return { records, ofMember, assignor };
}

/** The text that stands for the hash of what the coordinator knows of the subscribed topics. */
export function metadataHashOf(
  topics: readonly string[],
  partitionCountOf: PartitionCountOf,
): string {
  return topics
    .map((topic) => [topic, partitionCountOf(topic)] as const)
    .filter(([, count]) => count !== null)
    .map(([topic, count]) => `${topic}=${count}`)
    .join(',');
}

function assignmentMembers(
  group: ConsumerGroup,
  others: readonly ConsumerGroupMember[],
  change: AssignmentChange,
): ServerGroupMember[] {
  const { changed } = change;
  const byId = new JavaHashMap<ConsumerGroupMember>();
  for (const member of others) byId.set(member.memberId, member);
  byId.set(changed.memberId, changed);
  return byId.values().map(({ memberId, instanceId, subscribedTopicNames }) => ({
    memberId,
    instanceId,
    topics: subscribedTopicNames,
    assigned: group.targetOf(presentIdOf(memberId, change)),
  }));
}

/** Under which id the group still has the member. */
function presentIdOf(memberId: string, { changed, replaced }: AssignmentChange): string {
  return memberId === changed.memberId ? (replaced?.memberId ?? memberId) : memberId;
}

/** Names of assignors in the order of Kafka's table of them, whichever came up first. */
const TIMELINE_ORDER = ['uniform', 'range'];

/**
 * The assignor that most members ask for; null: none asks for any. Of two with as many votes the
 * one wins that only the changed member asks for, else `uniform`: so Kafka's hash tables have it.
 * They are a `TimelineHashMap`, in which `uniform` comes first, and its copy in a `HashMap`, in
 * which both names share a bucket and `compute` puts a new one at its head.
 */
function preferredAssignor(
  group: ConsumerGroup,
  { changed, replaced }: AssignmentChange,
): string | null {
  const votes = new Map(group.assignorVotes);
  const former = replaced ?? group.members.get(changed.memberId);
  moveVote(votes, former?.serverAssignor ?? null, null);
  const own = changed.serverAssignor;
  const known = TIMELINE_ORDER.filter((name) => votes.has(name));
  const names = own === null || votes.has(own) ? known : [own, ...known];
  moveVote(votes, null, own);
  let best: string | null = null;
  let bestVotes = 0;
  for (const name of names) {
    const votesOfIt = votes.get(name)!;
    if (votesOfIt <= bestVotes) continue;
    best = name;
    bestVotes = votesOfIt;
  }
  return best;
}

function topicsOf({ subscribedTopicNames }: ConsumerGroupMember): readonly string[] {
  return subscribedTopicNames;
}

function withoutEmptyTopics(partitions: PartitionSets | undefined): PartitionSets {
  return new Map([...(partitions ?? [])].filter(([, numbers]) => numbers.length > 0));
}
