import { JavaHashMap } from '../javaHashMapOrder.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { GroupMember, PartitionRacks } from './assignor.ts';
import { sortedByMemberId } from './memberOrder.ts';
import { StickyRacks } from './stickyRacks.ts';
import { subscribedPartitionCounts } from './subscribedPartitionCounts.ts';

/** What a member says it owned, and in which generation; -1: none. */
export interface StickyClaim {
  readonly partitions: readonly TopicPartition[];
  readonly generation: number;
}

/**
 * A group as the sticky assignors see it before they divide anything: who may keep what.
 *
 * Mirrors `AbstractStickyAssignor.allSubscriptionsEqual`. Of two members that claim a partition,
 * the one of the higher generation keeps it; in the same generation neither does. An older
 * generation alone is no reason to drop a claim.
 *
 * Partitions are compared by identity from here on: every list holds the objects of
 * `partitionsByTopic`.
 *
 * Simplified: a claim to a partition number that the leader's metadata does not have is dropped.
 * Kafka's assignors keep it, and then throw or assign some partition twice.
 */
export class StickyGroup {
  /** By member id. */
  readonly members: readonly GroupMember[];
  readonly partitionsByTopic: ReadonlyMap<string, readonly TopicPartition[]>;
  readonly partitionCount: number;
  readonly racks: StickyRacks;
  /** What each member may keep, in the order of its claim. Iterates as Kafka's HashMap. */
  readonly owned = new JavaHashMap<TopicPartition[]>();
  /** Claimed by several members of one generation. */
  readonly contested: ReadonlySet<TopicPartition>;
  readonly subscriptionsEqual: boolean;
  private readonly claims: ReadonlyMap<string, StickyClaim>;

  constructor(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly GroupMember[],
    partitionRacks: PartitionRacks | undefined,
    claimOf: (member: GroupMember) => StickyClaim,
  ) {
    this.members = sortedByMemberId(members);
    this.partitionsByTopic = newPartitions(
      subscribedPartitionCounts(partitionCounts, this.members),
    );
    let partitionCount = 0;
    for (const partitions of this.partitionsByTopic.values()) partitionCount += partitions.length;
    this.partitionCount = partitionCount;
    this.racks = new StickyRacks(this.members, this.partitionsByTopic, partitionRacks);
    this.claims = new Map(
      this.members.map((member) => [member.memberId, this.known(claimOf(member))]),
    );
    this.contested = this.settleClaims();
    this.subscriptionsEqual = haveEqualSubscriptions(this.members);
  }

  /** The highest generation among the claims; -1: none. */
  get maxGeneration(): number {
    let highest = -1;
    for (const claim of this.claims.values()) highest = Math.max(highest, claim.generation);
    return highest;
  }

  /**
   * Who owned partitions in generations below `maxGeneration`: for each partition the member of the
   * latest of them (`prepopulateCurrentAssignments`).
   */
  previousOwners(maxGeneration: number): Map<TopicPartition, string> {
    const owners = new Map<TopicPartition, string>();
    const generations = new Map<TopicPartition, number>();
    for (const [memberId, claim] of this.claims) {
      if (claim.generation >= maxGeneration) continue;
      for (const tp of claim.partitions) {
        const other = generations.get(tp);
        if (other !== undefined && claim.generation <= other) continue;
        owners.set(tp, memberId);
        generations.set(tp, claim.generation);
      }
    }
    return owners;
  }

  private known(claim: StickyClaim): StickyClaim {
    const partitions: TopicPartition[] = [];
    for (const { topic, partition } of claim.partitions) {
      const tp = this.partitionsByTopic.get(topic)?.[partition];
      if (tp !== undefined) partitions.push(tp);
    }
    return { partitions, generation: claim.generation };
  }

  /** Fills `owned`; returns the contested partitions. */
  private settleClaims(): Set<TopicPartition> {
    const contested = new Set<TopicPartition>();
    const claimants = new Map<TopicPartition, GroupMember>();
    for (const member of this.members) {
      const mine: TopicPartition[] = [];
      this.owned.set(member.memberId, mine);
      const { partitions, generation } = this.claims.get(member.memberId)!;
      for (const tp of partitions) {
        const other = claimants.get(tp);
        if (other === undefined) {
          mine.push(tp);
          claimants.set(tp, member);
          continue;
        }
        // Kafka takes the other's generation from its subscription, not from its claim.
        const otherGeneration = other.subscription.generationId;
        if (generation < otherGeneration) continue;
        if (generation === otherGeneration) contested.add(tp);
        else mine.push(tp);
        removeFirst(this.owned.get(other.memberId)!, tp);
        claimants.set(tp, member);
      }
    }
    return contested;
  }
}

/** Removes the first occurrence, if there is one. */
export function removeFirst<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}

function newPartitions(counts: ReadonlyMap<string, number>): Map<string, TopicPartition[]> {
  const partitionsByTopic = new Map<string, TopicPartition[]>();
  for (const [topic, partitionCount] of counts) {
    const partitions = Array.from({ length: partitionCount }, (_, partition) => ({
      topic,
      partition,
    }));
    partitionsByTopic.set(topic, partitions);
  }
  return partitionsByTopic;
}

/**
 * Compares with the first subscription that is not empty. Members before it, in order of member id,
 * pass with no topics at all: so does Kafka, and then deals partitions to them too.
 */
function haveEqualSubscriptions(members: readonly GroupMember[]): boolean {
  let topics: ReadonlySet<string> = new Set();
  for (const { subscription } of members) {
    if (topics.size === 0) topics = new Set(subscription.topics);
    else if (subscription.topics.length !== topics.size) return false;
    else if (!subscription.topics.every((topic) => topics.has(topic))) return false;
  }
  return true;
}
