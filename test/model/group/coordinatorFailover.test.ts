import { describe, expect, it } from 'vitest';
import type { CoordinatorRecord } from '../../../src/model/group/coordinatorRecord.ts';
import { GroupStore, replay } from '../../../src/model/group/groupStore.ts';
import { GROUP, GroupHarness } from './groupHarness.ts';

describe('a coordinator that takes over', () => {
  it('restores members, generation, assignments and offsets; nobody has to rejoin', () => {
    const harness = new GroupHarness();
    const [a, b] = harness.stable(['a', 'b']);
    harness.commit(b!, 1, { orders: 42 }, 'by b');
    const before = harness.group;
    harness.failOver();
    expect(harness.group).toEqual(before);
    expect(harness.heartbeat(a!, 1)).toBe('NONE');
    expect(harness.sync(b!, 1).response.assignment).toBe(`part of ${b}`);
    expect(harness.commit(b!, 1, { orders: 43 }).response.partitions[0]!.error).toBe('NONE');
    expect(harness.fetchOffsets(['orders']).partitions[0]).toMatchObject({ committedOffset: 43 });
  });

  it('starts every session anew', () => {
    const harness = new GroupHarness();
    const [a, b] = harness.stable(['a', 'b']);
    harness.advance(9000);
    harness.failOver();
    harness.advance(9999);
    expect(harness.heartbeat(a!, 1)).toBe('NONE');
    harness.advance(1);
    expect(harness.heartbeat(b!, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(harness.heartbeat(a!, 1)).toBe('REBALANCE_IN_PROGRESS');
  });

  it('loses a rebalance that was under way: the group is as last stored', () => {
    const harness = new GroupHarness();
    const [a] = harness.stable(['a', 'b']);
    const [c, join] = harness.joinNew('c');
    harness.join('a', { memberId: a! });
    expect(harness.group.state).toBe('PreparingRebalance');
    harness.failOver();
    expect(join.response.error).toBe('NOT_COORDINATOR');
    expect(harness.group).toMatchObject({ state: 'Stable', generation: 1 });
    expect(harness.group.members).toHaveLength(2);
    expect(harness.join('c', { memberId: c }).response.error).toBe('UNKNOWN_MEMBER_ID');
    expect(harness.heartbeat(a!, 1)).toBe('NONE');
  });

  it('knows an empty group with its generation, so that the next one is higher', () => {
    const harness = new GroupHarness();
    const [a] = harness.stable(['a']);
    harness.leave(a!);
    harness.failOver();
    expect(harness.group).toMatchObject({ state: 'Empty', generation: 2, members: [] });
    const [, join] = harness.joinNew('a');
    harness.advance(3000);
    expect(join.response.generationId).toBe(3);
  });

  it('has only the selected protocol of each member: other preferences cause a rebalance', () => {
    const harness = new GroupHarness();
    const options = { protocols: ['range', 'sticky'] };
    const [, b] = harness.stable(['a', 'b'], options);
    expect(harness.join('b', { ...options, memberId: b! }).isAnswered).toBe(true);
    harness.failOver();
    expect(harness.join('b', { ...options, memberId: b! }).isAnswered).toBe(false);
    expect(harness.group.state).toBe('PreparingRebalance');
  });

  it('keeps static members static', () => {
    const harness = new GroupHarness();
    const first = harness.join('a', { groupInstanceId: 'i-1' });
    harness.advance(3000);
    const oldId = first.response.memberId;
    harness.sync(oldId, 1, { [oldId]: 'all' }, 'i-1');
    harness.failOver();
    const back = harness.join('a', { groupInstanceId: 'i-1' }).response;
    expect(back).toMatchObject({ error: 'NONE', generationId: 1, skipAssignment: true });
    expect(harness.heartbeat(oldId, 1, 'i-1')).toBe('FENCED_INSTANCE_ID');
    harness.failOver();
    expect(harness.sync(back.memberId, 1, {}, 'i-1').response.assignment).toBe('all');
  });

  it('rebalances a group that is larger than group.max.size now allows', () => {
    const harness = new GroupHarness();
    harness.stable(['a', 'b', 'c']);
    const smaller = new GroupHarness({ 'group.max.size': 2 });
    smaller.log.records.push(...harness.log.records);
    smaller.failOver();
    expect(smaller.group.state).toBe('PreparingRebalance');
  });

  it('tells the observer of the offsets that it has read', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(
      {},
      {
        onOffsetLoaded: (group, topic, partition, offset) => {
          heard.push(`${group} ${topic}-${partition}@${offset}`);
        },
      },
    );
    harness.commit('', -1, { orders: 1 });
    harness.commit('', -1, { orders: 2, payments: 7 });
    expect(heard).toEqual([]);
    harness.failOver();
    expect(heard).toEqual([`${GROUP} orders-0@2`, `${GROUP} payments-0@7`]);
  });

  it('answers COORDINATOR_LOAD_IN_PROGRESS until it has read the log', () => {
    const harness = new GroupHarness();
    harness.stable(['a']);
    harness.coordinator.resign();
    harness.coordinator = harness.newCoordinator();
    expect(harness.coordinator.state).toBe('loading');
    expect(harness.heartbeat('a-1', 1)).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    expect(harness.join('b').response.error).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    expect(harness.fetchOffsets(['orders']).error).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    harness.coordinator.load(harness.log.records);
    expect(harness.heartbeat('a-1', 1)).toBe('NONE');
  });
});

describe('a coordinator that resigns', () => {
  it('answers what is parked, and everything later, with NOT_COORDINATOR', () => {
    const harness = new GroupHarness();
    const [a, b] = harness.stable(['a', 'b']);
    harness.join('a', { memberId: a! });
    harness.join('b', { memberId: b! });
    const sync = harness.sync(b!, 2);
    expect(sync.isAnswered).toBe(false);
    harness.coordinator.resign();
    expect(sync.response.error).toBe('NOT_COORDINATOR');
    expect(harness.heartbeat(a!, 2)).toBe('NOT_COORDINATOR');
    expect(harness.leave(a!).error).toBe('NOT_COORDINATOR');
    expect(harness.sync(a!, 2).response.error).toBe('NOT_COORDINATOR');
    const commit = harness.commit(a!, 2, { orders: 1, payments: 2 }).response;
    const errors = commit.partitions.map(({ error }) => error);
    expect(errors).toEqual(['NOT_COORDINATOR', 'NOT_COORDINATOR']);
    expect(harness.coordinator.groupIds()).toEqual([]);
    expect(harness.kernel.pendingCount).toBe(0);
  });

  it('fails writes in flight, and ignores that they are committed later', () => {
    const heard: number[] = [];
    const harness = new GroupHarness(
      {},
      { onOffsetStored: (_group, _topic, _partition, offset) => heard.push(offset) },
    );
    harness.log.isHolding = true;
    const commit = harness.commit('', -1, { orders: 9 });
    expect(commit.isAnswered).toBe(false);
    harness.coordinator.resign();
    expect(commit.response.partitions[0]!.error).toBe('NOT_COORDINATOR');
    harness.log.settle();
    expect(heard).toEqual([]);
    harness.coordinator = harness.newCoordinator();
    harness.coordinator.load(harness.log.records);
    expect(harness.fetchOffsets(null).partitions).toMatchObject([{ committedOffset: 9 }]);
  });
});

describe('writes that take time or fail', () => {
  it('an assignment counts once it is committed; all wait until then', () => {
    const harness = new GroupHarness();
    const [a] = harness.joinNew('a');
    const [b] = harness.joinNew('b');
    harness.advance(6000);
    harness.log.isHolding = true;
    const syncs = [harness.sync(a, 1, { [a]: 'x', [b]: 'y' }), harness.sync(b, 1)];
    expect(syncs.map((sync) => sync.isAnswered)).toEqual([false, false]);
    expect(harness.group.state).toBe('CompletingRebalance');
    harness.log.settle();
    expect(syncs.map((sync) => sync.response.assignment)).toEqual(['x', 'y']);
    expect(harness.group.state).toBe('Stable');
  });

  it.each([
    ['join', false],
    ['sync', true],
  ])('an assignment committed in the %s phase of another rebalance is void', (_, isLate) => {
    const harness = new GroupHarness();
    const [a] = harness.joinNew('a');
    const [b] = harness.joinNew('b');
    harness.advance(6000);
    harness.log.isHolding = true;
    const sync = harness.sync(a, 1, { [a]: 'x', [b]: 'y' });
    harness.join('b', { memberId: b, metadata: 'payments' });
    expect(sync.response.error).toBe('REBALANCE_IN_PROGRESS');
    // Whether the join phase goes on, or the next generation waits for its own assignment.
    if (isLate) harness.join('a', { memberId: a });
    const state = isLate ? 'CompletingRebalance' : 'PreparingRebalance';
    harness.log.settle();
    expect(harness.group).toMatchObject({ state, generation: isLate ? 2 : 1 });
    expect(harness.group.members.map(({ assignment }) => assignment)).toEqual([null, null]);
  });

  it.each([
    ['NOT_ENOUGH_REPLICAS', 'COORDINATOR_NOT_AVAILABLE'],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR'],
    ['MESSAGE_TOO_LARGE', 'UNKNOWN_SERVER_ERROR'],
    ['CORRUPT_MESSAGE', 'CORRUPT_MESSAGE'],
  ] as const)('an append that fails with %s is answered %s', (appendError, error) => {
    const refused: string[] = [];
    const harness = new GroupHarness(
      {},
      {
        onOffsetRefused: (...event) => refused.push(event[7]),
        onOffsetStored: () => refused.push('stored'),
      },
    );
    harness.log.error = appendError;
    expect(harness.commit('', -1, { orders: 1 }).response.partitions[0]!.error).toBe(error);
    expect(refused).toEqual([error]);
    expect(harness.fetchOffsets(['orders']).partitions[0]!.committedOffset).toBe(-1);
  });

  it('an assignment that cannot be stored fails the syncs and begins another rebalance', () => {
    const harness = new GroupHarness();
    const [a] = harness.joinNew('a');
    harness.advance(3000);
    harness.log.error = 'NOT_ENOUGH_REPLICAS';
    const sync = harness.sync(a, 1, { [a]: 'x' });
    expect(sync.response).toMatchObject({ error: 'COORDINATOR_NOT_AVAILABLE', assignment: null });
    expect(harness.group.state).toBe('PreparingRebalance');
  });

  it('a write slower than offsets.commit.timeout.ms fails, and counts if it is committed', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(
      {},
      {
        onOffsetStored: (_group, _topic, _partition, offset) => heard.push(`stored ${offset}`),
        onOffsetRefused: (...event) => heard.push(`refused ${event[3]} ${event[7]}`),
      },
    );
    harness.log.isHolding = true;
    const first = harness.commit('', -1, { orders: 1 });
    harness.advance(3000);
    const second = harness.commit('', -1, { orders: 2 });
    harness.advance(1999);
    expect(first.isAnswered).toBe(false);
    harness.advance(1);
    expect(first.response.partitions[0]!.error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(second.isAnswered).toBe(false);
    harness.log.settle(1);
    expect(harness.fetchOffsets(['orders']).partitions[0]!.committedOffset).toBe(1);
    harness.advance(2999);
    expect(second.isAnswered).toBe(false);
    harness.log.settle();
    expect(second.response.partitions[0]!.error).toBe('NONE');
    harness.advance(60_000);
    expect(heard).toEqual(['refused 1 COORDINATOR_NOT_AVAILABLE', 'stored 1', 'stored 2']);
    expect(harness.kernel.pendingCount).toBe(0);
  });

  it('a static member whose new id cannot be stored has its old one again', () => {
    const harness = new GroupHarness();
    const identity = { groupInstanceId: 'i-1' };
    const first = harness.join('c1', identity);
    harness.advance(3000);
    const oldId = first.response.memberId;
    harness.sync(oldId, 1, { [oldId]: 'all' }, 'i-1');
    harness.log.error = 'NOT_ENOUGH_REPLICAS';
    const back = harness.join('c2', { ...identity, metadata: 'payments' });
    expect(back.response.error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(harness.heartbeat(oldId, 1, 'i-1')).toBe('NONE');
    expect(harness.group.members).toMatchObject([
      { memberId: oldId, clientId: 'c1', assignment: 'all', isAwaitingJoin: false },
    ]);
  });

  it.each(['NONE', 'NOT_ENOUGH_REPLICAS'] as const)(
    'a static leader whose new id is being stored when a join phase begins waits for it: %s',
    (appendError) => {
      const harness = new GroupHarness();
      const first = harness.join('a', { groupInstanceId: 'i-1' });
      const [c] = harness.joinNew('c');
      harness.advance(6000);
      const oldId = first.response.memberId;
      harness.sync(c, 1);
      harness.sync(oldId, 1, { [oldId]: 'all' }, 'i-1');
      harness.log.isHolding = true;
      const back = harness.join('a', { groupInstanceId: 'i-1' });
      harness.join('c', { memberId: c, metadata: 'payments' });
      // Both have joined, so the next generation has begun.
      expect(back.response).toMatchObject({ generationId: 2, skipAssignment: false });
      harness.log.error = appendError;
      harness.log.settle();
      const wanted = appendError === 'NONE' ? back.response.memberId : oldId;
      expect(harness.heartbeat(wanted, 2, 'i-1')).toBe('NONE');
    },
  );

  it('a static leader is not told of the old generation once a join phase has begun', () => {
    const harness = new GroupHarness();
    const first = harness.join('a', { groupInstanceId: 'i-1' });
    const [c] = harness.joinNew('c');
    harness.advance(6000);
    const oldId = first.response.memberId;
    harness.sync(c, 1);
    harness.sync(oldId, 1, { [oldId]: 'all' }, 'i-1');
    harness.log.isHolding = true;
    const back = harness.join('a', { groupInstanceId: 'i-1' });
    const [, join] = harness.joinNew('b');
    harness.log.settle();
    expect([back.isAnswered, join.isAnswered]).toEqual([false, false]);
    harness.join('c', { memberId: c });
    expect(back.response).toMatchObject({ generationId: 2, skipAssignment: false });
    expect(join.response.generationId).toBe(2);
  });
});

describe('replay', () => {
  it('keeps the last record of each key; a tombstone takes it away', () => {
    const store = new GroupStore<string, string>();
    const value = { leaderEpoch: -1, metadata: '', commitTimestampMs: 0 };
    const commit = (topic: string, offset: number | null): CoordinatorRecord<string, string> => ({
      type: 'OffsetCommit',
      groupId: 'g',
      topic,
      partition: 1,
      value: offset === null ? null : { ...value, offset },
    });
    for (const record of [commit('a', 1), commit('b', 5), commit('a', 3), commit('b', null)]) {
      replay(store, record);
    }
    expect(store.offset('g', 'a', 1)?.offset).toBe(3);
    expect(store.offset('g', 'b', 1)).toBeUndefined();
    replay(store, commit('c', null));
    expect([...store.groupIds()]).toEqual(['g']);
    replay(store, commit('a', null));
    expect(store.offsets('g')).toBeUndefined();
    expect([...store.groupIds()]).toEqual([]);
    replay(store, { type: 'GroupMetadata', groupId: 'g', value: null });
    expect(store.group('g')).toBeUndefined();
  });
});
