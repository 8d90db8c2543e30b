import type { TopicPartition } from '../protocol/topicPartition.ts';
import { MembersByLoad } from './membersByLoad.ts';
import { compareText } from './memberOrder.ts';
import { PartitionMovements } from './partitionMovements.ts';
import { removeFirst, type StickyGroup } from './stickyGroup.ts';

/**
 * The sticky assignment of a group whose members subscribe to different topics
 * (`AbstractStickyAssignor.GeneralAssignmentBuilder`).
 *
 * Members keep what they own of the topics they subscribe to; what is left goes one by one to the
 * least loaded subscriber; then partitions move, first of those just assigned, then of all, while
 * some member has at least two more than another that could take one. If that did not make the
 * whole more even, the state before the moves is restored.
 *
 * As in Kafka, a partition can go back to the member that had it in an earlier generation even if
 * that member no longer subscribes to the topic.
 *
 * Simplified: such a member may already have all it can get, and be out of the balancing; Kafka
 * throws a NullPointerException then, here it is passed over.
 */
export class GeneralAssignment {
  /** What members have that take part in the balancing; at the end, of all members. */
  readonly assignment = new Map<string, TopicPartition[]>();
  private readonly group: StickyGroup;
  private readonly previousOwners: ReadonlyMap<TopicPartition, string>;
  private readonly consumersByTopic = new Map<string, string[]>();
  private readonly topicsByConsumer = new Map<string, string[]>();
  private readonly owners = new Map<TopicPartition, string>();
  private readonly byLoad: MembersByLoad;
  private readonly movements = new PartitionMovements();
  /** Some member owns what it may no longer have. */
  private revocationRequired = false;

  /** `previousOwners`: who had a partition in a generation before the last one. */
  constructor(group: StickyGroup, previousOwners: ReadonlyMap<TopicPartition, string>) {
    this.group = group;
    this.previousOwners = previousOwners;
    for (const topic of group.partitionsByTopic.keys()) this.consumersByTopic.set(topic, []);
    for (const { memberId, subscription } of group.members) {
      const topics = subscription.topics.filter((topic) => group.partitionsByTopic.has(topic));
      this.topicsByConsumer.set(memberId, topics);
      for (const topic of topics) this.consumersByTopic.get(topic)!.push(memberId);
    }
    this.keepOwned();
    this.byLoad = new MembersByLoad(this.assignment.keys(), (memberId) => this.load(memberId));
    this.balance();
  }

  private load(memberId: string): number {
    return this.assignment.get(memberId)!.length;
  }

  private keepOwned(): void {
    for (const { memberId } of this.group.members) {
      const topics = this.topicsByConsumer.get(memberId)!;
      const kept: TopicPartition[] = [];
      for (const tp of this.group.owned.get(memberId)!) {
        if (!topics.includes(tp.topic) || this.group.racks.mismatch(memberId, tp)) {
          this.revocationRequired = true;
          continue;
        }
        kept.push(tp);
        this.owners.set(tp, memberId);
      }
      this.assignment.set(memberId, kept);
    }
  }

  private balance(): void {
    const fresh = [...this.assignment.values()].every((partitions) => partitions.length === 0);
    const all = this.partitionsByConsumerCount();
    const unassigned = all.filter((tp) => !this.owners.has(tp));
    this.assign(unassigned);

    const canMove = (tp: TopicPartition): boolean =>
      this.consumersByTopic.get(tp.topic)!.length >= 2;
    const fixed = this.takeOutFixedMembers();
    const before = new Map([...this.assignment].map(([memberId, list]) => [memberId, [...list]]));
    if (!this.revocationRequired) this.moveWhileUneven(unassigned.filter(canMove));
    const moved = this.moveWhileUneven(all.filter(canMove));
    if (!fresh && moved && unevenness(this.assignment) >= unevenness(before)) {
      for (const [memberId, partitions] of before) this.assignment.set(memberId, partitions);
    }
    for (const [memberId, partitions] of fixed) this.assignment.set(memberId, partitions);
  }

  /** All partitions, those of topics with few subscribers first, then by topic and number. */
  private partitionsByConsumerCount(): TopicPartition[] {
    const consumerCount = (topic: string): number => this.consumersByTopic.get(topic)!.length;
    const topics = [...this.group.partitionsByTopic.keys()].sort(
      (a, b) => consumerCount(a) - consumerCount(b) || compareText(a, b),
    );
    return topics.flatMap((topic) => this.group.partitionsByTopic.get(topic)!);
  }

  private assign(unassigned: readonly TopicPartition[]): void {
    const { racks } = this.group;
    let left = unassigned;
    if (racks.aware) {
      left = left.filter((tp) => !this.giveToLeastLoaded(tp, (id) => !racks.mismatch(id, tp)));
    }
    for (const tp of left) this.giveToLeastLoaded(tp, () => true);
  }

  private giveToLeastLoaded(tp: TopicPartition, accepts: (memberId: string) => boolean): boolean {
    for (const memberId of this.byLoad.memberIds) {
      if (!this.topicsByConsumer.get(memberId)!.includes(tp.topic) || !accepts(memberId)) continue;
      this.byLoad.remove(memberId);
      this.assignment.get(memberId)!.push(tp);
      this.owners.set(tp, memberId);
      this.byLoad.add(memberId);
      return true;
    }
    return false;
  }

  /** Members that have all they can get, of topics that nobody else can take, cannot change. */
  private takeOutFixedMembers(): Map<string, TopicPartition[]> {
    const fixed = new Map<string, TopicPartition[]>();
    for (const [memberId, partitions] of [...this.assignment]) {
      const isFixed =
        partitions.length >= this.maxLoad(memberId) &&
        partitions.every((tp) => this.consumersByTopic.get(tp.topic)!.length < 2);
      if (!isFixed) continue;
      this.byLoad.remove(memberId);
      this.assignment.delete(memberId);
      fixed.set(memberId, partitions);
    }
    return fixed;
  }

  /** How many partitions the topics of the member have. */
  private maxLoad(memberId: string): number {
    let partitionCount = 0;
    for (const topic of this.topicsByConsumer.get(memberId)!) {
      partitionCount += this.group.partitionsByTopic.get(topic)!.length;
    }
    return partitionCount;
  }

  /** Goes over the partitions until none moves any more. True if one has moved. */
  private moveWhileUneven(partitions: readonly TopicPartition[]): boolean {
    let movedOnce = false;
    for (;;) {
      let moved = false;
      for (const tp of partitions) {
        if (this.isBalanced()) break;
        if (this.maybeMove(tp)) moved = true;
      }
      if (!moved) return movedOnce;
      movedOnce = true;
    }
  }

  /** No member could take a partition from one that has at least two more. */
  private isBalanced(): boolean {
    if (this.byLoad.isLevel) return true;
    for (const memberId of this.byLoad.memberIds) {
      const load = this.load(memberId);
      if (load === this.maxLoad(memberId)) continue;
      for (const topic of this.topicsByConsumer.get(memberId)!) {
        for (const tp of this.group.partitionsByTopic.get(topic)!) {
          if (this.load(this.owners.get(tp)!) > load + 1) return false;
        }
      }
    }
    return true;
  }

  private maybeMove(tp: TopicPartition): boolean {
    const owner = this.owners.get(tp)!;
    const ownerLoad = this.load(owner);
    const previous = this.previousOwners.get(tp);
    if (
      previous !== undefined &&
      ownerLoad > (this.assignment.get(previous)?.length ?? Infinity) + 1
    ) {
      this.move(tp, owner, previous);
      return true;
    }
    const consumers = this.consumersByTopic.get(tp.topic)!;
    if (!consumers.some((memberId) => ownerLoad > this.load(memberId) + 1)) return false;
    // Kafka looks for such a subscriber on a rack of the partition first, but then all the same
    // moves the partition to the least loaded subscriber of any rack.
    this.move(
      tp,
      owner,
      this.byLoad.memberIds.find((memberId) => consumers.includes(memberId))!,
    );
    return true;
  }

  private move(tp: TopicPartition, owner: string, toMemberId: string): void {
    const moving = this.movements.partitionToMove(tp, owner, toMemberId);
    const fromMemberId = this.owners.get(moving)!;
    this.byLoad.remove(fromMemberId);
    this.byLoad.remove(toMemberId);
    this.movements.record(moving, fromMemberId, toMemberId);
    removeFirst(this.assignment.get(fromMemberId)!, moving);
    this.assignment.get(toMemberId)!.push(moving);
    this.owners.set(moving, toMemberId);
    this.byLoad.add(toMemberId);
    this.byLoad.add(fromMemberId);
  }
}

/** The sum of the differences in load over all pairs of members: 0 is perfectly even. */
function unevenness(assignment: ReadonlyMap<string, readonly TopicPartition[]>): number {
  const loads = [...assignment.values()].map((partitions) => partitions.length);
  let sum = 0;
  for (const [index, load] of loads.entries()) {
    for (const other of loads.slice(index + 1)) sum += Math.abs(load - other);
  }
  return sum;
}
