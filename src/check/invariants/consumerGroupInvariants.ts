import type { EventOf } from '../../history/event.ts';
import type { ConsumerGroup } from '../../model/group/consumer/consumerGroup.ts';
import type { ConsumerGroupMember } from '../../model/group/consumer/consumerGroupMember.ts';
import { LEAVE_GROUP_STATIC_MEMBER_EPOCH } from '../../model/group/consumer/consumerGroupMember.ts';
import { brokenInvariant } from './brokenInvariant.ts';

/** States that only groups under KIP-848 have. */
const STATES = ['Assigning', 'Reconciling'];

/** True if the event shows that its group is one under KIP-848. */
export function isOfConsumerGroup(event: {
  readonly type: string;
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
}): boolean {
  if (event.type === 'AssignmentStored') return event.protocol === 'consumer';
  return STATES.includes(event.to ?? '') || STATES.includes(event.from ?? '');
}

/**
 * A group under KIP-848: its epoch never falls, no partition has two members that have it or have
 * still to give it back, no member is ahead of the group, and whoever may vanish or hold others up
 * has a timer that removes him.
 */
export class ConsumerGroupInvariants {
  private readonly group: string;
  private epoch = 0;

  constructor(group: string) {
    this.group = group;
  }

  onStateChanged({ generation, atUs }: EventOf<'GroupStateChanged'>): void {
    if (generation < this.epoch)
      throw this.broken(`its epoch falls from ${this.epoch} to ${generation}`, atUs);
    this.epoch = generation;
  }

  check(group: ConsumerGroup, atUs: number): void {
    const owners = new Map<string, string>();
    for (const member of group.members.values()) {
      const problem = memberProblem(group, member);
      if (problem !== '') throw this.broken(`member ${member.memberId} ${problem}`, atUs);
      for (const partitions of [member.assignedPartitions, member.partitionsPendingRevocation]) {
        for (const [topic, epochs] of partitions) {
          for (const partition of epochs.keys()) {
            const name = `${topic}-${partition}`;
            const other = owners.get(name);
            if (other !== undefined)
              throw this.broken(`${other} and ${member.memberId} both have ${name}`, atUs);
            owners.set(name, member.memberId);
          }
        }
      }
    }
  }

  private broken(what: string, atUs: number): Error {
    return brokenInvariant(`${this.group} (epoch ${this.epoch}): ${what}`, atUs);
  }
}

function memberProblem(group: ConsumerGroup, member: ConsumerGroupMember): string {
  const { memberId, memberEpoch, state, partitionsPendingRevocation } = member;
  const { groupEpoch } = group;
  if (memberEpoch > groupEpoch) return `is in epoch ${memberEpoch}, the group in ${groupEpoch}`;
  const timers = group.timers.get(memberId);
  if (timers?.session.isSet !== true) return 'has no session timer';
  // A static member that will be back has nothing more to give back, whatever its state says.
  if (memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH)
    return partitionsPendingRevocation.size > 0 ? 'has left with partitions to give back' : '';
  const isToRevoke = state === 'UNREVOKED_PARTITIONS';
  if (isToRevoke && !timers.rebalance.isSet) return 'may keep partitions for ever';
  if (isToRevoke !== partitionsPendingRevocation.size > 0)
    return `is ${state} with ${partitionsPendingRevocation.size} topics to give back`;
  return '';
}
