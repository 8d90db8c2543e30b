import { MemberBalancer } from './memberBalancer.ts';
import type { ServerGroupMember, TopicPartitionNumbers } from './serverAssignor.ts';

/** Kafka's limit: overlapping subscriptions can take long to come to rest. */
const MAX_ITERATION_COUNT = 16;
const NOBODY = -1;

/** A topic that somebody subscribes to. Members are indexes. */
interface Topic {
  readonly name: string;
  readonly partitionCount: number;
  readonly subscribers: readonly number[];
  /** By partition number. */
  readonly owners: number[];
}

/**
 * The uniform assignment of a group whose members have different topics
 * (`UniformHeterogeneousAssignmentBuilder`).
 *
 * Members keep what they had of their topics. What is left goes to the least loaded subscribers,
 * topic by topic, those with most partitions a subscriber first. Then each topic in turn moves
 * partitions from its most to its least loaded subscribers, until a whole round changes nothing.
 * Every topic is then level among its own subscribers, which need not make the whole group level.
 */
export class HeterogeneousAssignment {
  private readonly members: readonly ServerGroupMember[];
  /** In the order in which they are served. */
  private readonly topics: readonly Topic[];
  /** In the order of the caller. */
  private readonly topicNames: readonly string[];
  /** How many partitions each member has. */
  private readonly loads: number[];
  private readonly balancer: MemberBalancer;

  constructor(partitionCounts: ReadonlyMap<string, number>, members: readonly ServerGroupMember[]) {
    this.members = members;
    this.loads = members.map(() => 0);
    this.balancer = new MemberBalancer(this.loads);
    this.topicNames = [...partitionCounts.keys()];
    this.topics = newTopics(partitionCounts, members);
    this.keepOwned();
    this.assignRest();
    this.balance();
  }

  /** Member id to partitions, in the order of the members. */
  result(): Map<string, TopicPartitionNumbers> {
    const byName = new Map(this.topics.map((topic) => [topic.name, topic]));
    const partitions = this.members.map(() => new Map<string, number[]>());
    for (const name of this.topicNames) {
      for (const [partition, owner] of byName.get(name)?.owners.entries() ?? []) {
        const numbers = partitions[owner]!.get(name);
        if (numbers === undefined) partitions[owner]!.set(name, [partition]);
        else numbers.push(partition);
      }
    }
    return new Map(this.members.map(({ memberId }, index) => [memberId, partitions[index]!]));
  }

  private keepOwned(): void {
    for (const topic of this.topics) {
      for (const index of topic.subscribers) {
        for (const partition of this.members[index]!.assigned.get(topic.name) ?? []) {
          if (partition < topic.partitionCount) this.give(topic, partition, index);
        }
      }
    }
  }

  private assignRest(): void {
    for (const topic of this.topics) {
      this.balancer.start(topic.subscribers);
      for (const [partition, owner] of topic.owners.entries()) {
        if (owner === NOBODY) this.give(topic, partition, this.balancer.nextLeastLoaded());
      }
    }
  }

  private balance(): void {
    const movable = this.topics.filter((topic) => topic.subscribers.length >= 2);
    let lastChanged: Topic | null = null;
    for (let iteration = 0; iteration < MAX_ITERATION_COUNT; iteration++) {
      for (const topic of movable) {
        // A whole round without a change.
        if (topic === lastChanged) return;
        if (this.balanceTopic(topic) || lastChanged === null) lastChanged = topic;
      }
    }
  }

  /** True if a partition has moved. */
  private balanceTopic(topic: Topic): boolean {
    const { balancer } = this;
    if (balancer.start(topic.subscribers) <= 1) return false;
    // What each member can give up: only what it had at the start.
    const movable = new Map<number, number[]>();
    for (const [partition, owner] of topic.owners.entries()) {
      const numbers = movable.get(owner);
      if (numbers === undefined) movable.set(owner, [partition]);
      else numbers.push(partition);
    }
    let moved = false;
    for (;;) {
      const partition = this.nextToGiveUp(movable);
      if (partition === undefined) return moved;
      const receiver = balancer.nextLeastLoaded();
      if (balancer.isBalanced) return moved;
      this.give(topic, partition, receiver);
      moved = true;
    }
  }

  /** The last partition of the most loaded member that has one left. */
  private nextToGiveUp(movable: ReadonlyMap<number, number[]>): number | undefined {
    for (;;) {
      const giver = this.balancer.nextMostLoaded();
      if (giver === null) return undefined;
      const partition = movable.get(giver)?.pop();
      if (partition !== undefined) return partition;
      this.balancer.excludeMostLoaded();
    }
  }

  private give(topic: Topic, partition: number, memberIndex: number): void {
    const owner = topic.owners[partition]!;
    if (owner !== NOBODY) this.loads[owner]!--;
    topic.owners[partition] = memberIndex;
    this.loads[memberIndex]!++;
  }
}

/** Sorted: most partitions a subscriber first, then fewest subscribers, then the caller's order. */
function newTopics(
  partitionCounts: ReadonlyMap<string, number>,
  members: readonly ServerGroupMember[],
): Topic[] {
  const topics: Topic[] = [];
  for (const [name, partitionCount] of partitionCounts) {
    const subscribers: number[] = [];
    for (const [index, member] of members.entries()) {
      if (member.topics.includes(name)) subscribers.push(index);
    }
    if (subscribers.length === 0) continue;
    const owners = new Array<number>(partitionCount).fill(NOBODY);
    topics.push({ name, partitionCount, subscribers, owners });
  }
  return topics.sort(compareTopics);
}

function compareTopics(a: Topic, b: Topic): number {
  // The fractions are compared by cross-multiplication, which is exact.
  const density = b.partitionCount * a.subscribers.length - a.partitionCount * b.subscribers.length;
  return density || a.subscribers.length - b.subscribers.length;
}
