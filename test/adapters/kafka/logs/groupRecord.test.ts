import { describe, expect, it } from 'vitest';
import type { GroupEntry } from '../../../../src/adapters/kafka/logs/groupEntry.ts';
import { parseGroupRecord } from '../../../../src/adapters/kafka/logs/groupRecord.ts';
import type { DumpRecord } from '../../../../src/adapters/kafka/logs/dumpEntry.ts';
import { parseDump } from './readDump.ts';

const ORDERS_ID = 'jDrk-PPMQZudCG9Q-uSRxQ';

function parseAll(): (GroupEntry | null)[] {
  return parseDump('one-broker-groups', 'decoded')
    .filter((entry) => entry.type === 'Record')
    .map((record) => parseGroupRecord(record, 1, (id) => (id === ORDERS_ID ? 'orders' : null)));
}

function recordOf(key: object, value: object | '<DELETE>'): DumpRecord {
  return {
    type: 'Record',
    offset: 77,
    timestampMs: 5,
    sequence: 0,
    headerKeys: [],
    key: JSON.stringify(key),
    value: typeof value === 'string' ? value : JSON.stringify(value),
    isText: true,
  };
}

describe('parseGroupRecord', () => {
  it('reads generations and their assignments', () => {
    const generations = parseAll().filter((entry) => entry?.type === 'GroupGeneration');
    expect(generations.map(({ generationId }) => generationId)).toEqual([0, 1, 2]);
    expect(generations[1]).toMatchObject({
      nodeId: 1,
      offset: 1,
      atMs: 1795656095467,
      groupId: 'classic',
      protocolType: 'consumer',
      protocol: 'RoundRobinAssigner',
      members: [
        {
          clientId: 'c',
          groupInstanceId: null,
          sessionTimeoutMs: 6000,
          rebalanceTimeoutMs: 60000,
          assignment: [{ topic: 'orders', topicId: null, partitions: [0, 1] }],
        },
      ],
    });
    expect(generations[1]!.leaderId).toBe(generations[1]!.members[0]!.memberId);
    expect(generations[2]).toMatchObject({ protocol: null, leaderId: null, members: [] });
  });

  it('reads commits in their order, and that they were forgotten with their group', () => {
    const ofGroup = parseAll().filter((entry) => entry?.groupId === 'classic');
    const commits = ofGroup.filter((entry) => entry?.type === 'OffsetCommitted');
    expect(commits.map(({ partition, committedOffset }) => [partition, committedOffset])).toEqual(
      [1, 2, 3].map((offset) => [1, offset]).concat([1, 2, 3, 4, 5, 6].map((n) => [0, n])),
    );
    expect(commits[0]).toMatchObject({ leaderEpoch: null, metadata: 'm', topic: 'orders' });
    expect(ofGroup.slice(-3).map((entry) => entry!.type)).toEqual([
      'OffsetRemoved',
      'OffsetRemoved',
      'GroupRemoved',
    ]);
  });

  it('reads a group under group.protocol=consumer from first join to leave', () => {
    const ofGroup = parseAll().filter((entry) => entry?.groupId === 'next-gen');
    expect(ofGroup.map((entry) => entry!.type)).toEqual([
      'MemberSubscription',
      'GroupEpoch',
      'TargetAssignment',
      'TargetEpoch',
      'CurrentAssignment',
      'OffsetCommitted',
      'OffsetCommitted',
      'GroupTombstone',
      'GroupTombstone',
      'MemberRemoved',
      'GroupEpoch',
    ]);
    const assigned = [{ topic: 'orders', topicId: ORDERS_ID, partitions: [0, 1] }];
    expect(ofGroup[0]).toMatchObject({ topics: ['orders'], topicRegex: null });
    expect(ofGroup[1]).toMatchObject({ groupEpoch: 2 });
    expect(ofGroup[2]).toMatchObject({ assignment: assigned });
    expect(ofGroup[3]).toMatchObject({ assignmentEpoch: 2 });
    expect(ofGroup[4]).toMatchObject({
      memberEpoch: 2,
      previousMemberEpoch: 0,
      state: 'STABLE',
      assigned,
      pendingRevocation: [],
    });
    expect(ofGroup[5]).toMatchObject({ committedOffset: 6, leaderEpoch: 0 });
    expect(ofGroup[7]).toMatchObject({ of: 'CurrentAssignment' });
  });

  it('leaves the name of a topic open that is not known', () => {
    const key = { type: '7', data: { groupId: 'g', memberId: 'm' } };
    const value = {
      version: '0',
      data: { topicPartitions: [{ topicId: 'gone', partitions: [3] }] },
    };
    expect(parseGroupRecord(recordOf(key, value), 1, () => null)).toMatchObject({
      assignment: [{ topic: null, topicId: 'gone', partitions: [3] }],
    });
  });

  it('gives a member with an empty assignment no partitions, and cannot read a foreign one', () => {
    const member = {
      memberId: 'm',
      groupInstanceId: 'i',
      clientId: 'c',
      clientHost: '/h',
      rebalanceTimeout: 1,
      sessionTimeout: 2,
      subscription: '',
      assignment: '',
    };
    const entryOf = (protocolType: string): unknown => {
      const data = { protocolType, generation: 4, protocol: 'p', leader: 'm', members: [member] };
      const key = { type: '2', data: { group: 'g' } };
      return parseGroupRecord(recordOf(key, { version: '3', data }), 1, () => null);
    };
    expect(entryOf('consumer')).toMatchObject({ members: [{ assignment: [] }] });
    expect(entryOf('connect')).toMatchObject({
      members: [{ assignment: null, groupInstanceId: 'i' }],
    });
  });

  it('passes over share and streams groups', () => {
    const key = { type: '10', data: { groupId: 'share', memberId: 'm' } };
    expect(parseGroupRecord(recordOf(key, '<DELETE>'), 1, () => null)).toBeNull();
  });

  it.each([
    ['a kind that is not known', { type: '99', data: {} }, { version: '0', data: {} }, /kind.*99/],
    ['such a tombstone', { type: '99', data: {} }, '<DELETE>' as const, /kind.*99/],
    [
      'a commit without an offset',
      { type: '1', data: { group: 'g', topic: 't', partition: 0 } },
      { version: '4', data: { leaderEpoch: -1 } },
      /offset is not a whole number/,
    ],
    [
      'a state that is not known',
      { type: '8', data: { groupId: 'g', memberId: 'm' } },
      { version: '0', data: { memberEpoch: 1, previousMemberEpoch: 0, state: 9 } },
      /unknown member state/,
    ],
  ])('refuses %s, naming the offset', (_, key, value, message) => {
    expect(() => parseGroupRecord(recordOf(key, value), 1, () => null)).toThrow(message);
    expect(() => parseGroupRecord(recordOf(key, value), 1, () => null)).toThrow('offset 77');
  });
});
