import { invariant } from '../../sim/errors.ts';
import { compareTopicPartitions, type TopicPartition } from '../protocol/topicPartition.ts';
import { compareText } from './memberOrder.ts';
import { sortInPlace } from './sortInPlace.ts';
import { removeFirst, type StickyGroup } from './stickyGroup.ts';

/**
 * The sticky assignment of a group whose members all subscribe to the same topics
 * (`AbstractStickyAssignor.ConstrainedAssignmentBuilder`).
 *
 * With P partitions and n members everyone gets minQuota = floor(P / n), and P mod n members one
 * more. Members keep what they own up to their quota, then the rest is dealt in order. Who comes
 * first in the HashMap of members keeps the extra partition: there Java's order decides the result.
 */
export class ConstrainedAssignment {
  readonly assignment = new Map<string, TopicPartition[]>();
  /** Partitions given to another member than their owner: they must be revoked there first. */
  readonly transferring = new Map<TopicPartition, string>();
  private readonly group: StickyGroup;
  private readonly minQuota: number;
  private readonly maxQuota: number;
  /** How many members are to get more than minQuota, and how many do so far. */
  private readonly expectedOverMinCount: number;
  private overMinCount = 0;
  /** Members below minQuota. */
  private readonly under: string[] = [];
  /** Members at minQuota that may still get the extra partition. */
  private exact: string[] = [];
  private readonly maybeRevoked = new Map<TopicPartition, string>();

  constructor(group: StickyGroup) {
    this.group = group;
    const memberCount = group.members.length;
    this.minQuota = Math.floor(group.partitionCount / memberCount);
    this.maxQuota = Math.ceil(group.partitionCount / memberCount);
    this.expectedOverMinCount = group.partitionCount % memberCount;
    for (const { memberId } of group.members) this.assignment.set(memberId, []);

    this.keepOwned();
    this.under.sort(compareText);
    this.exact.sort(compareText);
    const unassigned = group.racks.sortedByMemberCount(this.unassignedPartitions());
    this.deal(group.racks.aware ? this.dealWithinRacks(unassigned) : unassigned);
    for (const memberId of this.under) {
      const count = this.assignment.get(memberId)!.length;
      invariant(
        count === this.minQuota,
        `sticky: ${memberId} got ${count} of ${this.minQuota} partitions`,
      );
    }
  }

  private keepOwned(): void {
    for (const [memberId, claimed] of this.group.owned) {
      const owned = this.keepable(memberId, claimed);
      const overMinLeft = this.overMinCount < this.expectedOverMinCount;
      let keepCount = this.minQuota;
      if (owned.length < this.minQuota) {
        keepCount = owned.length;
        this.under.push(memberId);
      } else if (owned.length >= this.maxQuota && overMinLeft) {
        keepCount = this.maxQuota;
        this.overMinCount++;
        if (this.overMinCount === this.expectedOverMinCount) this.exact = [];
      } else if (overMinLeft) {
        this.exact.push(memberId);
      }
      this.assignment.get(memberId)!.push(...owned.slice(0, keepCount));
      for (const tp of owned.slice(keepCount)) this.maybeRevoked.set(tp, memberId);
    }
  }

  /** By partition number, then topic: so a member that must give up some keeps the low numbers. */
  private keepable(memberId: string, claimed: readonly TopicPartition[]): TopicPartition[] {
    const owned: TopicPartition[] = [];
    for (const tp of claimed) {
      if (this.group.racks.mismatch(memberId, tp)) this.maybeRevoked.set(tp, memberId);
      else if (!this.group.contested.has(tp)) owned.push(tp);
    }
    return sortInPlace(owned, byNumber);
  }

  private unassignedPartitions(): TopicPartition[] {
    const { partitionsByTopic } = this.group;
    const isKept = new Map<string, Uint8Array>();
    for (const [topic, all] of partitionsByTopic) isKept.set(topic, new Uint8Array(all.length));
    for (const partitions of this.assignment.values()) {
      for (const { topic, partition } of partitions) isKept.get(topic)![partition] = 1;
    }
    const rest: TopicPartition[] = [];
    for (const [topic, all] of partitionsByTopic) {
      const flags = isKept.get(topic)!;
      for (const tp of all) if (flags[tp.partition] === 0) rest.push(tp);
    }
    return sortInPlace(rest, compareTopicPartitions);
  }

  /** Deals to members on a rack of the partition, within the quotas. Returns what is left. */
  private dealWithinRacks(unassigned: readonly TopicPartition[]): TopicPartition[] {
    const { racks } = this.group;
    const left: TopicPartition[] = [];
    let nextIndex = 0;
    for (const tp of unassigned) {
      const underIndex = racks.nextMatch(tp, this.under, nextIndex);
      if (underIndex !== -1) {
        nextIndex = this.giveToUnder(tp, underIndex);
        continue;
      }
      const exactIndex = racks.nextMatch(tp, this.exact, 0);
      if (exactIndex === -1) left.push(tp);
      else this.giveToExact(tp, exactIndex);
    }
    return left;
  }

  /** Returns the index in `under` at which the next search begins. */
  private giveToUnder(tp: TopicPartition, index: number): number {
    const memberId = this.under[index]!;
    const count = this.give(tp, memberId);
    let nextIndex = index + 1;
    if (count >= this.minQuota) {
      this.under.splice(index, 1);
      nextIndex = index;
      const mayGetExtra = count < this.maxQuota && this.overMinCount < this.expectedOverMinCount;
      if (mayGetExtra) this.exact.push(memberId);
    }
    return this.under.length === 0 ? 0 : nextIndex % this.under.length;
  }

  private giveToExact(tp: TopicPartition, index: number): void {
    const memberId = this.exact[index]!;
    if (this.give(tp, memberId) !== this.maxQuota) return;
    removeFirst(this.exact, memberId);
    this.overMinCount++;
    if (this.overMinCount === this.expectedOverMinCount) this.exact = [];
  }

  /**
   * Round robin over the members below minQuota; when there are none, one more for each at
   * minQuota.
   */
  private deal(unassigned: readonly TopicPartition[]): void {
    let index = 0;
    for (const tp of unassigned) {
      if (this.under.length === 0) {
        const memberId = this.exact.shift();
        invariant(memberId !== undefined, 'sticky: partitions are left and no member may get more');
        this.give(tp, memberId);
        continue;
      }
      if (index >= this.under.length) index = 0;
      const memberId = this.under[index]!;
      if (this.give(tp, memberId) < this.minQuota) index++;
      else {
        this.under.splice(index, 1);
        this.exact.push(memberId);
      }
    }
  }

  /** Returns how many partitions the member now has. */
  private give(tp: TopicPartition, memberId: string): number {
    if (this.maybeRevoked.size > 0 || this.group.contested.size > 0) {
      const owner = this.maybeRevoked.get(tp);
      const isRevoked = owner !== undefined && owner !== memberId;
      if (isRevoked || this.group.contested.has(tp)) this.transferring.set(tp, memberId);
    }
    return this.assignment.get(memberId)!.push(tp);
  }
}

function byNumber(a: TopicPartition, b: TopicPartition): number {
  return a.partition - b.partition || compareText(a.topic, b.topic);
}
