import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/model/protocol/errorCode.ts';
import { GROUP, GroupHarness } from './groupHarness.ts';

type StateName = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

/** A group with members a (leader) and b in generation 1, or the remains of one; their ids. */
function groupIn(state: StateName): { harness: GroupHarness; a: string; b: string } {
  const harness = new GroupHarness();
  const ids = ['a', 'b'].map((clientId) => harness.joinNew(clientId)[0]);
  const [a, b] = [ids[0]!, ids[1]!];
  harness.advance(6000);
  if (state !== 'CompletingRebalance') {
    harness.sync(b, 1);
    harness.sync(a, 1, { [a]: 'x', [b]: 'y' });
  }
  // A leader that joins again asks for a rebalance; b is then waited for.
  if (state === 'PreparingRebalance') harness.join('a', { memberId: a });
  if (state === 'Empty') for (const id of [a, b]) harness.leave(id);
  expect(harness.group.state).toBe(state);
  return { harness, a, b };
}

const STATES: readonly StateName[] = [
  'Empty',
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
];

/** A row of the table: what member b's request is answered in each state. */
type Row = Record<StateName, ErrorCode | 'parked'>;

const generationOf = (harness: GroupHarness): number => harness.group.generation;

describe('requests by state', () => {
  it.each(STATES)('JoinGroup without an id in %s: MEMBER_ID_REQUIRED and a pending id', (state) => {
    const { harness } = groupIn(state);
    const { error, memberId } = harness.join('c').response;
    expect(error).toBe('MEMBER_ID_REQUIRED');
    expect(memberId).toMatch(/^c-/);
    expect(harness.group).toMatchObject({ state, pendingJoinCount: 1 });
  });

  it.each(STATES)('JoinGroup with a handed-out id in %s begins, or joins, a rebalance', (state) => {
    const { harness } = groupIn(state);
    const [memberId, join] = harness.joinNew('c');
    expect(join.isAnswered).toBe(false);
    expect(harness.group).toMatchObject({ state: 'PreparingRebalance', pendingJoinCount: 0 });
    expect(harness.group.members.some((member) => member.memberId === memberId)).toBe(true);
  });

  const unchanged: Row = {
    Empty: 'UNKNOWN_MEMBER_ID',
    PreparingRebalance: 'NONE',
    CompletingRebalance: 'NONE',
    Stable: 'NONE',
  };
  it.each(STATES)('JoinGroup of a follower with the same metadata in %s', (state) => {
    const { harness, b } = groupIn(state);
    const join = harness.join('b', { memberId: b });
    expect(join.response.error).toBe(unchanged[state]);
    // In PreparingRebalance b was the last that was waited for: a new generation.
    if (state === 'PreparingRebalance') expect(join.response.generationId).toBe(2);
    else if (state !== 'Empty') expect(join.response.generationId).toBe(1);
    const expected = state === 'PreparingRebalance' ? 'CompletingRebalance' : state;
    expect(harness.group.state).toBe(expected);
  });

  it.each(STATES)('JoinGroup of a follower with other metadata in %s', (state) => {
    const { harness, b } = groupIn(state);
    const join = harness.join('b', { memberId: b, metadata: 'payments' });
    if (state === 'Empty') expect(join.response.error).toBe('UNKNOWN_MEMBER_ID');
    else if (state === 'PreparingRebalance') expect(join.response.generationId).toBe(2);
    else {
      expect(join.isAnswered).toBe(false);
      expect(harness.group.state).toBe('PreparingRebalance');
    }
  });

  const sync: Row = {
    Empty: 'UNKNOWN_MEMBER_ID',
    PreparingRebalance: 'REBALANCE_IN_PROGRESS',
    CompletingRebalance: 'parked',
    Stable: 'NONE',
  };
  it.each(STATES)('SyncGroup of a follower in %s', (state) => {
    const { harness, b } = groupIn(state);
    const sent = harness.sync(b, generationOf(harness));
    expect(sent.isAnswered ? sent.response.error : 'parked').toBe(sync[state]);
    if (state === 'Stable') expect(sent.response.assignment).toBe('y');
  });

  const heartbeat: Row = {
    Empty: 'UNKNOWN_MEMBER_ID',
    PreparingRebalance: 'REBALANCE_IN_PROGRESS',
    CompletingRebalance: 'NONE',
    Stable: 'NONE',
  };
  it.each(STATES)('Heartbeat in %s', (state) => {
    const { harness, b } = groupIn(state);
    expect(harness.heartbeat(b, generationOf(harness))).toBe(heartbeat[state]);
  });

  it.each(STATES)('Heartbeat in %s renews the session', (state) => {
    if (state === 'Empty') return;
    const { harness, b } = groupIn(state);
    harness.advance(9000);
    harness.heartbeat(b, generationOf(harness));
    harness.advance(9999);
    expect(harness.group.members.some(({ memberId }) => memberId === b)).toBe(true);
    harness.advance(1);
    expect(harness.group.members.some(({ memberId }) => memberId === b)).toBe(false);
  });

  const commit: Row = {
    Empty: 'UNKNOWN_MEMBER_ID',
    PreparingRebalance: 'NONE',
    CompletingRebalance: 'REBALANCE_IN_PROGRESS',
    Stable: 'NONE',
  };
  it.each(STATES)('OffsetCommit of a member in %s', (state) => {
    const { harness, b } = groupIn(state);
    const { partitions } = harness.commit(b, generationOf(harness), { orders: 3 }).response;
    expect(partitions).toEqual([{ topic: 'orders', partition: 0, error: commit[state] }]);
    const stored = harness.coordinator.committedOffset(GROUP, 'orders', 0);
    expect(stored?.offset).toBe(commit[state] === 'NONE' ? 3 : undefined);
  });

  it.each(STATES)('OffsetCommit without a generation in %s', (state) => {
    const { harness } = groupIn(state);
    const { partitions } = harness.commit('', -1, { orders: 3 }).response;
    expect(partitions[0]!.error).toBe(state === 'Empty' ? 'NONE' : 'UNKNOWN_MEMBER_ID');
  });

  it.each(STATES)('LeaveGroup in %s', (state) => {
    const { harness, a, b } = groupIn(state);
    const { error, members } = harness.leave(b);
    const isMember = state !== 'Empty';
    expect(error).toBe('NONE');
    expect(members[0]!.error).toBe(isMember ? 'NONE' : 'UNKNOWN_MEMBER_ID');
    // In PreparingRebalance nobody else is waited for, so the join phase is over.
    const after = {
      Empty: 'Empty',
      PreparingRebalance: 'CompletingRebalance',
      CompletingRebalance: 'PreparingRebalance',
      Stable: 'PreparingRebalance',
    };
    expect(harness.group.state).toBe(after[state]);
    expect(harness.group.members.map(({ memberId }) => memberId)).toEqual(isMember ? [a] : []);
  });

  it.each(STATES)('an old generation in %s: ILLEGAL_GENERATION for members', (state) => {
    const { harness, b } = groupIn(state);
    const expected = state === 'Empty' ? 'UNKNOWN_MEMBER_ID' : 'ILLEGAL_GENERATION';
    expect(harness.heartbeat(b, 0)).toBe(expected);
    expect(harness.sync(b, 0).response.error).toBe(expected);
    expect(harness.commit(b, 0, { orders: 1 }).response.partitions[0]!.error).toBe(expected);
  });
});

describe('checks before a group is looked at', () => {
  it('an empty group id is invalid for members', () => {
    const harness = new GroupHarness();
    const heartbeat = { api: 'Heartbeat', groupId: '', generationId: 1, memberId: 'm' } as const;
    const sent = harness.send({ ...heartbeat, groupInstanceId: null });
    expect(sent.response).toEqual({ api: 'Heartbeat', error: 'INVALID_GROUP_ID' });
    const leave = harness.send({ api: 'LeaveGroup', groupId: '', members: [] });
    expect(leave.response).toMatchObject({ error: 'INVALID_GROUP_ID' });
  });

  it.each([
    [5999, 'INVALID_SESSION_TIMEOUT'],
    [6000, 'MEMBER_ID_REQUIRED'],
    [1_800_000, 'MEMBER_ID_REQUIRED'],
    [1_800_001, 'INVALID_SESSION_TIMEOUT'],
  ])('a session timeout of %i ms: %s', (sessionTimeoutMs, error) => {
    const harness = new GroupHarness();
    expect(harness.join('a', { sessionTimeoutMs }).response.error).toBe(error);
    expect(harness.coordinator.groupIds()).toHaveLength(error === 'MEMBER_ID_REQUIRED' ? 1 : 0);
  });

  it('the bounds of session timeouts are configs', () => {
    const harness = new GroupHarness({
      'group.min.session.timeout.ms': 1,
      'group.max.session.timeout.ms': 10,
    });
    expect(harness.join('a', { sessionTimeoutMs: 1 }).response.error).toBe('MEMBER_ID_REQUIRED');
    const tooLong = harness.join('a', { sessionTimeoutMs: 11 });
    expect(tooLong.response.error).toBe('INVALID_SESSION_TIMEOUT');
  });
});

describe('group.max.size', () => {
  it('refuses the member too many in Stable, and takes it when another has left', () => {
    const harness = new GroupHarness({ 'group.max.size': 2 });
    const [, b] = harness.stable(['a', 'b']);
    expect(harness.join('c').response.error).toBe('GROUP_MAX_SIZE_REACHED');
    expect(harness.group).toMatchObject({ state: 'Stable', pendingJoinCount: 0 });
    harness.leave(b!);
    expect(harness.join('c').response.error).toBe('MEMBER_ID_REQUIRED');
  });

  it('counts who has joined during a join phase, so that late ones are refused', () => {
    const harness = new GroupHarness({ 'group.max.size': 2 });
    const pending = ['a', 'b', 'c'].map((clientId) => harness.join(clientId).response.memberId);
    const joins = pending.map((memberId) => harness.join(memberId[0]!, { memberId }));
    expect(joins.map((join) => join.isAnswered)).toEqual([false, false, true]);
    expect(joins[2]!.response).toMatchObject({ error: 'GROUP_MAX_SIZE_REACHED', memberId: '' });
    harness.advance(6000);
    expect(harness.group).toMatchObject({ state: 'CompletingRebalance', pendingJoinCount: 0 });
    expect(harness.group.members).toHaveLength(2);
  });
});

describe('protocols', () => {
  it('a joiner that shares no protocol, or has another type, is refused', () => {
    const harness = new GroupHarness();
    harness.stable(['a']);
    const refusals = [{ protocols: ['sticky'] }, { protocolType: 'connect' }, { protocols: [] }];
    for (const options of refusals) {
      expect(harness.join('b', options).response.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    }
    expect(harness.group.state).toBe('Stable');
  });

  it.each([
    ['range', 'sticky'],
    ['sticky', 'range'],
  ])('a tied vote of %s and %s goes to the first in the order of Java: sticky', (one, other) => {
    // sticky is in a lower bucket of a table of 16 than range, whoever votes first.
    const harness = new GroupHarness();
    harness.joinNew('a', { protocols: [one, other] });
    harness.joinNew('b', { protocols: [other, one] });
    harness.advance(6000);
    expect(harness.group.protocol).toBe('sticky');
  });

  it('a SyncGroup that names another protocol is refused', () => {
    const harness = new GroupHarness();
    const [a] = harness.stable(['a']);
    const request = { groupId: GROUP, memberId: a!, generationId: 1, groupInstanceId: null };
    const sync = { api: 'SyncGroup', ...request, assignments: [] } as const;
    const names = [
      { protocolType: 'connect', protocolName: 'range' },
      { protocolType: 'consumer', protocolName: 'sticky' },
      { protocolType: null, protocolName: null },
    ];
    const errors = names.map((name) => harness.send({ ...sync, ...name }).response);
    expect(errors.map((response) => (response as { error: ErrorCode }).error)).toEqual([
      'INCONSISTENT_GROUP_PROTOCOL',
      'INCONSISTENT_GROUP_PROTOCOL',
      'NONE',
    ]);
  });
});

describe('static members', () => {
  it('whoever waits under the old id is fenced when the instance returns', () => {
    const harness = new GroupHarness();
    const identity = { groupInstanceId: 'i-1' };
    const first = harness.join('a', identity);
    const second = harness.join('a', identity);
    expect(first.response).toMatchObject({ error: 'FENCED_INSTANCE_ID', members: [] });
    harness.advance(3000);
    const memberId = second.response.memberId;
    expect(second.response).toMatchObject({ error: 'NONE', leader: memberId });
    expect(harness.heartbeat(first.response.memberId, 1, 'i-1')).toBe('FENCED_INSTANCE_ID');
    expect(harness.heartbeat(memberId, 1, 'i-1')).toBe('NONE');
  });

  it('a parked SyncGroup of the old id is fenced too', () => {
    const harness = new GroupHarness();
    harness.joinNew('a');
    const join = harness.join('b', { groupInstanceId: 'i-1' });
    harness.advance(6000);
    const sync = harness.sync(join.response.memberId, 1, {}, 'i-1');
    expect(sync.isAnswered).toBe(false);
    harness.join('b', { groupInstanceId: 'i-1' });
    expect(sync.response.error).toBe('FENCED_INSTANCE_ID');
  });

  it('one that changes the selected protocol rebalances the group', () => {
    const harness = new GroupHarness();
    const identity = { groupInstanceId: 'i-1', protocols: ['range', 'sticky'] };
    harness.join('a', identity);
    harness.advance(3000);
    const { memberId } = harness.group.members[0]!;
    harness.sync(memberId, 1, { [memberId]: 'x' }, 'i-1');
    const back = harness.join('a', { ...identity, protocols: ['sticky'] });
    expect(harness.group).toMatchObject({ state: 'CompletingRebalance', protocol: 'sticky' });
    expect(back.response.generationId).toBe(2);
  });

  it('an id handed out to a dynamic member cannot be used with an instance id', () => {
    const harness = new GroupHarness();
    const { memberId } = harness.join('a').response;
    const sent = harness.join('a', { memberId, groupInstanceId: 'i-1' });
    expect(sent.response.error).toBe('UNKNOWN_SERVER_ERROR');
  });
});

describe('the observer', () => {
  it('hears of members, states and assignments as they change', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(
      {},
      {
        onGroupStateChanged: (_group, from, to, generation) => {
          heard.push(`${from} -> ${to} (${generation})`);
        },
        onMemberAdded: (_group, memberId, clientId, instanceId) => {
          heard.push(`+ ${memberId} of ${clientId} ${instanceId ?? 'dynamic'}`);
        },
        onMemberRemoved: (_group, memberId, clientId, reason, detail) => {
          heard.push(`- ${memberId} of ${clientId}: ${reason} ${detail}`.trim());
        },
        onAssignmentStored: (_group, generation, protocol, leader, members) => {
          const parts = members.map(({ clientId, assignment }) => `${clientId}=${assignment}`);
          heard.push(`assignment ${generation} ${protocol} by ${leader}: ${parts.join(' ')}`);
        },
      },
    );
    const [a, b] = harness.stable(['a', 'b']);
    harness.leave(b!, null, 'the consumer is being closed');
    harness.join('a', { memberId: a! });
    harness.sync(a!, 2, { [a!]: 'all' });
    harness.advance(10_000);
    expect(heard).toEqual([
      'none -> Empty (0)',
      '+ a-1 of a dynamic',
      'Empty -> PreparingRebalance (0)',
      '+ b-2 of b dynamic',
      'PreparingRebalance -> CompletingRebalance (1)',
      'assignment 1 range by a-1: a=part of a-1 b=part of b-2',
      'CompletingRebalance -> Stable (1)',
      '- b-2 of b: left the consumer is being closed',
      'Stable -> PreparingRebalance (1)',
      'PreparingRebalance -> CompletingRebalance (2)',
      'assignment 2 range by a-1: a=all',
      'CompletingRebalance -> Stable (2)',
      '- a-1 of a: session expired',
      'Stable -> PreparingRebalance (2)',
      'PreparingRebalance -> Empty (3)',
    ]);
  });

  it('hears that a static member was replaced, by the client ids of both processes', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(
      {},
      {
        onMemberAdded: (_group, memberId, clientId) => heard.push(`+ ${memberId} ${clientId}`),
        onMemberRemoved: (_group, memberId, clientId) => heard.push(`- ${memberId} ${clientId}`),
      },
    );
    harness.join('c1', { groupInstanceId: 'i-1' });
    harness.join('c2', { groupInstanceId: 'i-1' });
    expect(heard).toEqual(['+ i-1-1 c1', '- i-1-1 c1', '+ i-1-2 c2']);
  });
});
