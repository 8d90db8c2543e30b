import { describe, expect, it } from 'vitest';
import { GROUP, GroupHarness } from './groupHarness.ts';

describe('OffsetCommit', () => {
  it('refuses single partitions whose metadata is too long, and stores the others', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(
      { 'offset.metadata.max.bytes': 4 },
      {
        onOffsetStored: (_group, topic) => heard.push(`stored ${topic}`),
        onOffsetRefused: (...event) => heard.push(`refused ${event[1]} ${event[7]}`),
      },
    );
    const partition = { partition: 0, committedOffset: 1, committedLeaderEpoch: -1 };
    const sent = harness.send({
      api: 'OffsetCommit',
      groupId: GROUP,
      memberId: '',
      groupInstanceId: null,
      generationIdOrMemberEpoch: -1,
      partitions: [
        { topic: 'fits', ...partition, metadata: '1234' },
        { topic: 'too-long', ...partition, metadata: '12345' },
      ],
    });
    expect(sent.response).toEqual({
      api: 'OffsetCommit',
      partitions: [
        { topic: 'fits', partition: 0, error: 'NONE' },
        { topic: 'too-long', partition: 0, error: 'OFFSET_METADATA_TOO_LARGE' },
      ],
    });
    const fetched = harness.fetchOffsets(['fits', 'too-long']).partitions;
    expect(fetched.map(({ committedOffset }) => committedOffset)).toEqual([1, -1]);
    expect(heard).toEqual(['refused too-long OFFSET_METADATA_TOO_LARGE', 'stored fits']);
  });

  it('is answered at once if there is nothing to store', () => {
    const harness = new GroupHarness({ 'offset.metadata.max.bytes': 4 });
    harness.log.isHolding = true;
    const commit = harness.commit('', -1, { orders: 1 }, '12345');
    expect(commit.response.partitions[0]!.error).toBe('OFFSET_METADATA_TOO_LARGE');
    expect(harness.commit('', -1, {}).response.partitions).toEqual([]);
  });

  it('without a group: a generation is unknown, none makes a group of offsets only', () => {
    const harness = new GroupHarness();
    const refused = harness.commit('ghost', 3, { orders: 1 }).response;
    expect(refused.partitions[0]!.error).toBe('GROUP_ID_NOT_FOUND');
    expect(harness.coordinator.describeGroup(GROUP)).toBeNull();
    harness.commit('', -1, { orders: 1 });
    expect(harness.group).toMatchObject({ state: 'Empty', generation: 0, protocolType: null });
  });

  it('takes offsets of partitions that the member does not own, and lower ones than before', () => {
    const harness = new GroupHarness();
    const [, b] = harness.stable(['a', 'b']);
    for (const offset of [100, 7]) {
      expect(harness.commit(b!, 1, { other: offset }).response.partitions[0]!.error).toBe('NONE');
    }
    expect(harness.fetchOffsets(['other']).partitions[0]!.committedOffset).toBe(7);
  });

  it('tells the observer who committed, by the client id of the request or of the member', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(
      {},
      {
        onOffsetStored: (_group, topic, partition, offset, memberId, clientId, generation) => {
          heard.push(`${topic}-${partition}@${offset} ${memberId} ${clientId} ${generation}`);
        },
        onOffsetRefused: (...[, , , offset, memberId, clientId, generation, error]) => {
          heard.push(`@${offset} ${memberId} ${clientId} ${generation} ${error}`);
        },
      },
    );
    const [a] = harness.stable(['a']);
    harness.commit(a!, 1, { orders: 5 });
    const partition = { topic: 'orders', partition: 0, committedOffset: 6 };
    const commit = {
      api: 'OffsetCommit',
      groupId: GROUP,
      memberId: 'evicted',
      groupInstanceId: null,
      generationIdOrMemberEpoch: 1,
      partitions: [{ ...partition, committedLeaderEpoch: -1, metadata: '' }],
    } as const;
    harness.send(commit, 'c2');
    harness.send(commit);
    expect(heard).toEqual([
      'orders-0@5 a-1 a 1',
      '@6 evicted c2 1 UNKNOWN_MEMBER_ID',
      '@6 evicted  1 UNKNOWN_MEMBER_ID',
    ]);
  });
});

describe('OffsetFetch', () => {
  it('answers -1 for what is not committed, also if there is no group', () => {
    const harness = new GroupHarness();
    const nothing = { partition: 0, error: 'NONE', committedOffset: -1, metadata: '' };
    const expected = [{ topic: 'orders', committedLeaderEpoch: -1, ...nothing }];
    expect(harness.fetchOffsets(['orders'])).toMatchObject({ error: 'NONE', partitions: expected });
    expect(harness.fetchOffsets(null).partitions).toEqual([]);
    expect(harness.coordinator.describeGroup(GROUP)).toBeNull();
  });

  it('answers all partitions if none is named', () => {
    const harness = new GroupHarness();
    harness.commit('', -1, { orders: 3, payments: 4 }, 'note');
    expect(harness.fetchOffsets(null).partitions).toEqual(
      [
        ['orders', 3],
        ['payments', 4],
      ].map(([topic, committedOffset]) => ({
        topic,
        partition: 0,
        error: 'NONE',
        committedOffset,
        committedLeaderEpoch: 5,
        metadata: 'note',
      })),
    );
  });

  it('sees an offset only once it is committed in the log', () => {
    const harness = new GroupHarness();
    harness.commit('', -1, { orders: 3 });
    harness.log.isHolding = true;
    const commit = harness.commit('', -1, { orders: 4 });
    expect(harness.fetchOffsets(['orders']).partitions[0]!.committedOffset).toBe(3);
    harness.log.settle();
    expect(commit.response.partitions[0]!.error).toBe('NONE');
    expect(harness.fetchOffsets(['orders']).partitions[0]!.committedOffset).toBe(4);
  });
});
