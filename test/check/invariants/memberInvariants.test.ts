import { describe, expect, it } from 'vitest';
import type { LiveGroup } from '../../../src/check/invariants/modelView.ts';
import { CoordinatorTimer } from '../../../src/model/group/coordinatorTimers.ts';
import { InvariantBench, stableBench } from './invariantBench.ts';

/** The group waits for c2 to join again. */
function rebalancing(): InvariantBench {
  const bench = stableBench();
  bench.harness.joinNew('c3');
  expect([bench.objection, bench.live.state]).toEqual(['', 'PreparingRebalance']);
  return bench;
}

function unset(timer: CoordinatorTimer): void {
  timer.index = -1;
}

/** What is said of the group when `breakIt` has been at it. */
function objectionTo(bench: InvariantBench, breakIt: (group: LiveGroup) => void): string {
  breakIt(bench.live);
  bench.touchGroup();
  const { state, generationId } = bench.live;
  const where = `coupon-issue-group (${state}, generation ${generationId}): `;
  const { objection } = bench;
  expect(objection).toContain(where);
  return objection.slice(objection.indexOf(where) + where.length);
}

describe('invariants of the members of a group', () => {
  it('hold in every state of a group', () => {
    const bench = new InvariantBench();
    const states: string[] = [];
    const look = (): void => {
      bench.touchGroup();
      expect(bench.objection).toBe('');
      states.push(bench.live.state);
    };
    bench.harness.join('c1');
    look();
    const [memberId] = bench.live.pendingJoin.keys();
    bench.harness.join('c1', { memberId: memberId! });
    look();
    bench.harness.advance(3000);
    look();
    bench.harness.sync(memberId!, 1, { [memberId!]: 'all' });
    look();
    bench.harness.leave(memberId!);
    look();
    expect(states).toEqual([
      'Empty',
      'PreparingRebalance',
      'CompletingRebalance',
      'Stable',
      'Empty',
    ]);
  });

  it('say that a member can vanish unnoticed', () => {
    expect(
      objectionTo(stableBench(), ({ members }) => unset(members.get('c1-1')!.sessionTimer)),
    ).toBe('member c1-1 has no session timer and no request that waits');
  });

  it('let a member wait in a request instead', () => {
    const bench = rebalancing();
    const waiting = bench.live.members.values().find((member) => member.awaitingJoin !== null)!;
    unset(waiting.sessionTimer);
    bench.touchGroup();
    expect(bench.objection).toBe('');
  });

  it('say that waiting members are counted wrongly', () => {
    expect(
      objectionTo(rebalancing(), ({ members }) => (members.get('c1-1')!.awaitingJoin = () => {})),
    ).toBe('it counts 1 members that wait in JoinGroup, and there are 2');
  });

  it('say that a member id was handed out and is used, or never forgotten', () => {
    const used = objectionTo(stableBench(), ({ pendingJoin }) =>
      pendingJoin.set('c1-1', new CoordinatorTimer(() => {})),
    );
    expect(used).toBe('c1-1 is a member and yet to be one');
    const kept = objectionTo(stableBench(), ({ pendingJoin }) =>
      pendingJoin.set('c9-1', new CoordinatorTimer(() => {})),
    );
    expect(kept).toBe('member id c9-1 is handed out for ever');
  });

  it.each<[string, () => InvariantBench, (group: LiveGroup) => unknown]>([
    ['it has members and no leader', stableBench, (group) => (group.leaderId = null)],
    ['its leader c9 is no member', stableBench, (group) => (group.leaderId = 'c9')],
    ['it waits for SyncGroup for ever', stableBench, (group) => group.pendingSync.add('c1-1')],
    ['it waits for JoinGroup for ever', rebalancing, (group) => unset(group.joinTimer)],
    ['it has no assignor', stableBench, (group) => (group.protocolName = null)],
    ['it has no members', stableBench, (group) => ((group.leaderId = null), group.members.clear())],
  ])('say: %s', (what, make, breakIt) => {
    expect(objectionTo(make(), breakIt)).toBe(what);
  });

  it('say that an empty group has members', () => {
    const bench = stableBench();
    const [member] = bench.live.members.values();
    for (const memberId of bench.live.members.keys()) bench.harness.leave(memberId);
    expect([bench.objection, bench.live.state]).toEqual(['', 'Empty']);
    const what = objectionTo(bench, (group) => {
      group.members.set('c1-1', member!);
      group.leaderId = 'c1-1';
      member!.awaitingSync = () => {};
    });
    expect(what).toBe('it has 1 members');
  });
});
