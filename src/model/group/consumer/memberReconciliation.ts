import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { ConsumerGroupMember } from './consumerGroupMember.ts';
import { hasSameAssignment } from './consumerGroupMember.ts';
import type { PartitionEpochs, PartitionSets } from './partitionEpochs.ts';
import { NO_PARTITIONS, containsAny } from './partitionEpochs.ts';

/** Where a member is led to, and what stands in its way. */
export interface ReconciliationGoal {
  readonly targetEpoch: number;
  readonly target: PartitionSets;
  /** Partitions that the member reports to own; null: this heartbeat does not say. */
  readonly ownedPartitions: readonly TopicPartition[] | null;
  /** The member has just changed its subscription. */
  readonly hasSubscriptionChanged: boolean;
  /** True if a member other than this one has the partition, or has still to give it back. */
  readonly isTaken: (topic: string, partition: number) => boolean;
}

interface Step {
  /** What it has and is to keep. */
  readonly kept: PartitionEpochs;
  /** What it has to give back. */
  readonly revoked: PartitionEpochs;
  /** What it can get at once. */
  readonly free: readonly TopicPartition[];
  /** It is to get partitions that others still have. */
  readonly isWaiting: boolean;
}

/**
 * Leads one member one step towards its target assignment; the same member if there is no step to
 * take. A member first gives back what it is not to keep, and stays in its epoch until a heartbeat
 * no longer lists that among its owned partitions; then it enters the target epoch with what it
 * keeps and what is free. Mirrors `CurrentAssignmentBuilder` (KIP-848, Kafka 4.3.1).
 */
export function reconcileMember(
  member: ConsumerGroupMember,
  goal: ReconciliationGoal,
): ConsumerGroupMember {
  const next = nextOf(member, goal);
  return hasSameAssignment(member, next) ? member : next;
}

function nextOf(member: ConsumerGroupMember, goal: ReconciliationGoal): ConsumerGroupMember {
  switch (member.state) {
    case 'STABLE':
      if (member.memberEpoch !== goal.targetEpoch) return takeStep(member, goal);
      return goal.hasSubscriptionChanged ? dropUnsubscribed(member, goal) : member;
    case 'UNREVOKED_PARTITIONS':
      if (!ownsAny(goal, member.partitionsPendingRevocation)) return takeStep(member, goal);
      return goal.hasSubscriptionChanged ? dropUnsubscribed(member, goal) : member;
    case 'UNRELEASED_PARTITIONS':
      return takeStep(member, goal);
  }
}

/** Without a word of the member, it may own all that it had. */
function ownsAny({ ownedPartitions }: ReconciliationGoal, partitions: PartitionEpochs): boolean {
  return ownedPartitions === null || containsAny(partitions, ownedPartitions);
}

/** The target has not changed, but the member no longer wants all of what it has. */
function dropUnsubscribed(
  member: ConsumerGroupMember,
  goal: ReconciliationGoal,
): ConsumerGroupMember {
  const kept = new Map(member.assignedPartitions);
  const revoked = new Map(member.partitionsPendingRevocation);
  for (const [topic, partitions] of member.assignedPartitions) {
    if (member.subscribedTopicNames.includes(topic)) continue;
    kept.delete(topic);
    revoked.set(topic, new Map([...(revoked.get(topic) ?? []), ...partitions]));
  }
  if (kept.size === member.assignedPartitions.size) return member;
  if (ownsAny(goal, revoked)) return mustRevoke(member, kept, revoked);
  return { ...member, previousMemberEpoch: member.memberEpoch, assignedPartitions: kept };
}

function takeStep(member: ConsumerGroupMember, goal: ReconciliationGoal): ConsumerGroupMember {
  const { targetEpoch } = goal;
  const { kept, revoked, free, isWaiting } = computeStep(member, goal);
  if (revoked.size > 0 && ownsAny(goal, revoked)) return mustRevoke(member, kept, revoked);
  return {
    ...member,
    memberEpoch: targetEpoch,
    previousMemberEpoch: member.memberEpoch,
    state: isWaiting ? 'UNRELEASED_PARTITIONS' : 'STABLE',
    assignedPartitions: withAdded(kept, free, targetEpoch),
    partitionsPendingRevocation: NO_PARTITIONS,
  };
}

function mustRevoke(
  member: ConsumerGroupMember,
  kept: PartitionEpochs,
  revoked: PartitionEpochs,
): ConsumerGroupMember {
  return {
    ...member,
    previousMemberEpoch: member.memberEpoch,
    state: 'UNREVOKED_PARTITIONS',
    assignedPartitions: kept,
    partitionsPendingRevocation: revoked,
  };
}

function computeStep(member: ConsumerGroupMember, goal: ReconciliationGoal): Step {
  const kept = new Map<string, Map<number, number>>();
  const revoked = new Map<string, Map<number, number>>();
  const free: TopicPartition[] = [];
  let isWaiting = false;
  const target = new Map(
    [...goal.target].filter(([topic]) => member.subscribedTopicNames.includes(topic)),
  );
  for (const [topic, partitions] of member.assignedPartitions) {
    const wanted = new Set(target.get(topic));
    for (const [partition, epoch] of partitions) {
      put(wanted.has(partition) ? kept : revoked, topic, partition, epoch);
    }
  }
  for (const [topic, partitions] of target) {
    const owned = member.assignedPartitions.get(topic);
    for (const partition of partitions) {
      if (owned?.has(partition) === true) continue;
      if (goal.isTaken(topic, partition)) isWaiting = true;
      else free.push({ topic, partition });
    }
  }
  return { kept, revoked, free, isWaiting };
}

function withAdded(
  kept: PartitionEpochs,
  added: readonly TopicPartition[],
  epoch: number,
): PartitionEpochs {
  const all = new Map<string, Map<number, number>>();
  for (const [topic, partitions] of kept) all.set(topic, new Map(partitions));
  for (const { topic, partition } of added) put(all, topic, partition, epoch);
  return all;
}

function put(
  partitions: Map<string, Map<number, number>>,
  topic: string,
  partition: number,
  epoch: number,
): void {
  const ofTopic = partitions.get(topic);
  if (ofTopic === undefined) partitions.set(topic, new Map([[partition, epoch]]));
  else ofTopic.set(partition, epoch);
}
