import { describe, expect, it } from 'vitest';
import { InvariantBench, stableBench } from './invariantBench.ts';

describe('invariants of the course of a group', () => {
  it('hold over rebalances, leaves and a coordinator that takes over', () => {
    const bench = stableBench();
    const [leader, follower] = bench.live.members.keys();
    bench.harness.leave(follower!);
    expect(bench.objection).toBe('');
    bench.harness.join('c1', { memberId: leader! });
    expect([bench.objection, bench.live.generationId]).toEqual(['', 2]);
    bench.harness.sync(leader!, 2, { [leader!]: 'all' });
    expect([bench.objection, bench.live.state]).toEqual(['', 'Stable']);
    bench.harness.failOver();
    expect([bench.objection, bench.live.state]).toEqual(['', 'Stable']);
  });

  it('hold if the broker of the coordinator dies', () => {
    const bench = stableBench();
    bench.isGroupGone = true;
    bench.tell({ type: 'Crashed', atUs: 1, process: 'broker-1' });
    bench.touchGroup();
    expect(bench.objection).toBe('');
    bench.isGroupGone = false;
    bench.change('none', 'Stable', 1, 'read from __consumer_offsets', 'broker-2');
    expect(bench.objection).toBe('');
  });

  it('say that the live group is not what was told of it', () => {
    const generation = stableBench();
    generation.live.generationId = 7;
    generation.touchGroup();
    expect(generation.objection).toBe(
      'broken invariant at 2.500 s: coupon-issue-group (Stable, generation 1): its coordinator ' +
        'has it in generation 7',
    );
    const gone = stableBench();
    gone.isGroupGone = true;
    gone.touchGroup();
    expect(gone.objection).toContain('(Stable, generation 1): no coordinator has it');
    const state = stableBench();
    state.change('Stable', 'PreparingRebalance', 1);
    expect(state.objection).toContain('its coordinator has it in Stable');
  });

  it.each<[string, (bench: InvariantBench) => void]>([
    ['it leaves Empty, which it was not in', (bench) => bench.change('Empty', 'Stable', 1)],
    [
      'it goes from Stable to CompletingRebalance (by hand)',
      (bench) => bench.change('Stable', 'CompletingRebalance', 2),
    ],
    ['it goes from Stable to Strange (by hand)', (bench) => bench.change('Stable', 'Strange', 1)],
    [
      'it enters PreparingRebalance in generation 2',
      (bench) => bench.change('Stable', 'PreparingRebalance', 2),
    ],
    ['it comes into being, and is there', (bench) => bench.change('none', 'Empty', 0)],
    [
      'it has two coordinators, on broker-1 and broker-2',
      (bench) => bench.change('none', 'Stable', 1, 'loaded', 'broker-2'),
    ],
    ['an assignment of generation 2 is stored', (bench) => bench.stored(2, {})],
  ])('say: %s', (what, breakIt) => {
    const bench = stableBench();
    breakIt(bench);
    expect(bench.objection).toBe(
      `broken invariant at 2.500 s: coupon-issue-group (Stable, generation 1): ${what}`,
    );
  });

  it('say that a new coordinator forgot a generation that was stored', () => {
    const bench = stableBench();
    bench.stored(1, {});
    bench.change('Stable', 'Dead', 1, 'the coordinator has resigned');
    bench.change('none', 'Stable', 0, 'read from __consumer_offsets');
    expect(bench.objection).toContain('it comes back in generation 0, but generation 1 was stored');
  });

  it('say that an assignment was stored after that of a later generation', () => {
    const bench = new InvariantBench();
    bench.change('none', 'Stable', 3);
    bench.stored(3, {});
    bench.change('Stable', 'Dead', 3, 'it is empty and all its offsets have expired');
    bench.change('none', 'Empty', 0);
    bench.change('Empty', 'PreparingRebalance', 0);
    bench.change('PreparingRebalance', 'CompletingRebalance', 1);
    // A group that has expired begins anew: this is no step back.
    bench.stored(1, {});
    bench.isGroupGone = true;
    expect(bench.objection).toContain('no coordinator has it');
    const other = new InvariantBench();
    other.change('none', 'Stable', 3);
    other.stored(3, {});
    other.tell({ type: 'Crashed', atUs: 1, process: 'broker-1' });
    other.change('none', 'Stable', 2);
    expect(other.objection).toContain('it comes back in generation 2, but generation 3 was stored');
  });
});
