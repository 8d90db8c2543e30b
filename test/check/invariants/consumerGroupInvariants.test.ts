import { describe, expect, it } from 'vitest';
import {
  ConsumerGroupInvariants,
  isOfConsumerGroup,
} from '../../../src/check/invariants/consumerGroupInvariants.ts';
import { ConsumerGroup } from '../../../src/model/group/consumer/consumerGroup.ts';
import type { ConsumerGroupMember } from '../../../src/model/group/consumer/consumerGroupMember.ts';
import { newConsumerGroupMember } from '../../../src/model/group/consumer/consumerGroupMember.ts';
import { CoordinatorTimer } from '../../../src/model/group/coordinatorTimers.ts';

const T0 = new Map([['t', new Map([[0, 1]])]]);

function timer(isSet: boolean): CoordinatorTimer {
  const made = new CoordinatorTimer(() => undefined);
  made.index = isSet ? 0 : -1;
  return made;
}

/** A group in epoch 1 with these members, whose sessions run. */
function groupOf(...members: readonly Partial<ConsumerGroupMember>[]): ConsumerGroup {
  const group = new ConsumerGroup('g');
  for (const [index, member] of members.entries()) {
    const memberId = `m${index + 1}`;
    group.members.set(memberId, { ...newConsumerGroupMember(memberId), ...member });
    group.timers.set(memberId, { session: timer(true), rebalance: timer(false) });
  }
  return group;
}

function objectionTo(group: ConsumerGroup): string {
  try {
    new ConsumerGroupInvariants('g').check(group, 5);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('invariants of a group under KIP-848', () => {
  it('hold while each partition has one member', () => {
    expect(objectionTo(groupOf({ memberEpoch: 1, assignedPartitions: T0 }, {}))).toBe('');
  });

  it('object to two members with one partition, also if one has only still to give it back', () => {
    const pending = { state: 'UNREVOKED_PARTITIONS', partitionsPendingRevocation: T0 } as const;
    const group = groupOf(pending, { assignedPartitions: T0 });
    group.timers.set('m1', { session: timer(true), rebalance: timer(true) });
    expect(objectionTo(group)).toContain('m1 and m2 both have t-0');
  });

  it('object to a member that is ahead of its group', () => {
    expect(objectionTo(groupOf({ memberEpoch: 2 }))).toContain('is in epoch 2, the group in 1');
  });

  it('object to a member that nothing would ever remove', () => {
    const group = groupOf({});
    group.timers.delete('m1');
    expect(objectionTo(group)).toContain('has no session timer');
    const keeping = groupOf({ state: 'UNREVOKED_PARTITIONS', partitionsPendingRevocation: T0 });
    expect(objectionTo(keeping)).toContain('may keep partitions for ever');
  });

  it('let a static member be away if it has given up what it had to give back', () => {
    const away = { state: 'UNREVOKED_PARTITIONS', memberEpoch: -2 } as const;
    expect(objectionTo(groupOf(away))).toBe('');
    const keeping = { ...away, partitionsPendingRevocation: T0 };
    expect(objectionTo(groupOf(keeping))).toContain('has left with partitions to give back');
  });

  it('object to a state that does not fit what is to be given back', () => {
    const group = groupOf({ partitionsPendingRevocation: T0 });
    expect(objectionTo(group)).toContain('is STABLE with 1 topics to give back');
  });

  it('object to an epoch that falls', () => {
    const invariants = new ConsumerGroupInvariants('g');
    const change = { type: 'GroupStateChanged', atUs: 1, process: 'b', group: 'g' } as const;
    const step = { ...change, from: 'Assigning', to: 'Stable', reason: '' } as const;
    invariants.onStateChanged({ ...step, generation: 3 });
    expect(() => invariants.onStateChanged({ ...step, generation: 2 })).toThrow(
      'falls from 3 to 2',
    );
  });

  it('know their groups by states that no classic group has, or by the protocol', () => {
    expect(isOfConsumerGroup({ type: 'GroupStateChanged', from: 'none', to: 'Assigning' })).toBe(
      true,
    );
    expect(isOfConsumerGroup({ type: 'GroupStateChanged', from: 'Stable', to: 'Empty' })).toBe(
      false,
    );
    expect(isOfConsumerGroup({ type: 'AssignmentStored', protocol: 'consumer' })).toBe(true);
    expect(isOfConsumerGroup({ type: 'AssignmentStored', protocol: 'range' })).toBe(false);
  });
});
