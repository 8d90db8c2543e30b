import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import type { ArmFacts } from '../../../src/report/compare/armFacts.ts';
import { convergenceUs, newArmFacts } from '../../../src/report/compare/armFacts.ts';
import { armOf, say, script } from './compareScript.ts';

/** c1 has both partitions from second 1 on. */
const ALONE = script(
  [0, say.starts('c1')],
  [0, say.group('PreparingRebalance', 0, 'Empty')],
  [1, say.group('Stable', 1, 'CompletingRebalance')],
  [1, say.gets('c1', 1, 0, 1)],
);

/** c2 joins at 10 s; everybody gives everything back. */
const EAGER_JOIN = script(
  [10, say.starts('c2')],
  [10, say.group('PreparingRebalance', 1)],
  [11, say.givesBack('c1', 1, 0, 1)],
  [13, say.group('Stable', 2, 'CompletingRebalance')],
  [13, say.gets('c1', 2, 0)],
  [13.5, say.gets('c2', 2, 1)],
  [20, say.ends()],
);

/** The same, but only what moves is given back. */
const COOPERATIVE_JOIN = script(
  [10, say.starts('c2')],
  [10, say.group('PreparingRebalance', 1)],
  [11, say.group('Stable', 2, 'CompletingRebalance')],
  [11, say.gets('c2', 2)],
  [11, say.givesBack('c1', 2, 1)],
  [11, say.group('PreparingRebalance', 2)],
  [14, say.group('Stable', 3, 'CompletingRebalance')],
  [14, say.gets('c2', 3, 1)],
  [20, say.ends()],
);

function facts(...parts: readonly (readonly HistoryEvent[])[]): ArmFacts {
  return newArmFacts(armOf('eager', 2, parts.flat()));
}

/** In seconds: partition, from, to. */
function gaps({ gaps: found }: ArmFacts): readonly (readonly number[])[] {
  return found.map(({ partition, startUs, endUs }) => [partition, startUs / 1e6, endUs / 1e6]);
}

/** In seconds: what, how long until all is at rest. */
function rests({ disturbances }: ArmFacts): readonly (readonly [string, number | null])[] {
  return disturbances.map((one) => {
    const us = convergenceUs(one);
    return [one.text, us === null ? null : us / 1e6];
  });
}

describe('times without an owner', () => {
  it('are those in which everything is given back, under eager', () => {
    const eager = facts(ALONE, EAGER_JOIN);
    expect(gaps(eager)).toEqual([
      [0, 11, 13],
      [1, 11, 13.5],
    ]);
    expect(eager.gapUs).toBe(4.5e6);
  });

  it('are only those of what moves, under cooperative', () => {
    expect(gaps(facts(ALONE, COOPERATIVE_JOIN))).toEqual([[1, 11, 14]]);
  });

  it('begin with a crash or a pause, whatever the owner believes', () => {
    const died = script(
      [5, say.crashes('c1')],
      [9, say.starts('c2')],
      [12, say.gets('c2', 2, 0, 1)],
    );
    // Nobody is alive between 5 and 9 s: that is not the doing of the protocol.
    expect(gaps(facts(ALONE, died, script([15, say.ends()])))).toEqual([
      [0, 9, 12],
      [1, 9, 12],
    ]);
    const paused = script([5, say.pauses('c1')], [8, say.resumes('c1')], [15, say.ends()]);
    expect(gaps(facts(ALONE, paused))).toEqual([
      [0, 5, 8],
      [1, 5, 8],
    ]);
  });
});

describe('revocations', () => {
  it('are needless if the same consumer gets the partition next', () => {
    const eager = facts(ALONE, EAGER_JOIN);
    expect(eager.revocations.map(({ partition, isNeedless }) => [partition, isNeedless])).toEqual([
      [0, true],
      [1, false],
    ]);
    const cooperative = facts(ALONE, COOPERATIVE_JOIN);
    expect([cooperative.revocations.length, cooperative.needless]).toEqual([1, 0]);
  });

  it('are not needless if the consumer ended in between', () => {
    const back = script(
      [5, say.givesBack('c1', 1, 0, 1)],
      [5, say.stops('c1')],
      [7, say.starts('c1')],
      [8, say.gets('c1', 2, 0, 1)],
      [9, say.ends()],
    );
    const left = facts(ALONE, back);
    expect([left.revocations.length, left.needless]).toEqual([2, 0]);
  });
});

describe('time to converge', () => {
  it('ends when every partition has an owner and the group is stable', () => {
    expect(rests(facts(ALONE, EAGER_JOIN))).toEqual([
      ['c1 starts', 1],
      ['c2 starts', 3.5],
    ]);
    expect(rests(facts(ALONE, COOPERATIVE_JOIN))).toEqual([
      ['c1 starts', 1],
      ['c2 starts', 4],
    ]);
  });

  it('counts a crash from the crash, not from when it is noticed', () => {
    const died = script(
      [10, say.starts('c2')],
      [20, say.crashes('c1')],
      [30, say.removes('c1')],
      [30, say.group('PreparingRebalance', 1)],
      [31, say.group('Stable', 2, 'CompletingRebalance')],
      [31, say.gets('c2', 2, 0, 1)],
      [40, say.ends()],
    );
    expect(rests(facts(ALONE, died)).at(-1)).toEqual(['c1 crashes', 11]);
  });

  it('goes on through the next disturbance if the group has not come to rest', () => {
    const hurried = script(
      [10, say.starts('c2')],
      [10, say.group('PreparingRebalance', 1)],
      [11, say.givesBack('c1', 1, 0, 1)],
      [12, say.starts('c3')],
      [14, say.group('Stable', 2, 'CompletingRebalance')],
      [14, say.gets('c1', 2, 0)],
      [14, say.gets('c2', 2, 1)],
      [20, say.ends()],
    );
    expect(rests(facts(ALONE, hurried)).slice(1)).toEqual([
      ['c2 starts', 4],
      ['c3 starts', 2],
    ]);
  });

  it('is never over if a partition stays without an owner', () => {
    const lost = script([5, say.starts('c2')], [6, say.givesBack('c1', 1, 0)], [20, say.ends()]);
    expect(rests(facts(ALONE, lost)).at(-1)).toEqual(['c2 starts', null]);
    expect(facts(ALONE, lost).slowestUs).toBeNull();
  });

  it('begins, for one that leaves in order, when it gives its partitions back', () => {
    const leaves = script(
      [5, say.starts('c2')],
      [10, say.givesBack('c1', 1, 0, 1)],
      [10.5, say.removes('c1')],
      [10.5, say.group('PreparingRebalance', 1)],
      [11, say.stops('c1')],
      [12, say.group('Stable', 2, 'CompletingRebalance')],
      [12, say.gets('c2', 2, 0, 1)],
      [20, say.ends()],
    );
    expect(rests(facts(ALONE, leaves)).at(-1)).toEqual(['c1 leaves', 2]);
  });

  it('counts one that is removed while it runs, and one that comes back', () => {
    const slow = script(
      [5, say.starts('c2')],
      [10, say.removes('c1')],
      [10, say.group('PreparingRebalance', 1)],
      [11, say.group('Stable', 2, 'CompletingRebalance')],
      [11, say.gets('c2', 2, 0, 1)],
      [15, say.loses('c1', 1, 0, 1)],
      [15, say.adds('c1')],
      [15, say.group('PreparingRebalance', 2)],
      [16, say.givesBack('c2', 2, 0, 1)],
      [17, say.group('Stable', 3, 'CompletingRebalance')],
      [17, say.gets('c2', 3, 0)],
      [17, say.gets('c1', 3, 1)],
      [20, say.ends()],
    );
    // What c1 believes counts too: until it learns of it, two have the partitions.
    expect(rests(facts(ALONE, slow)).slice(2)).toEqual([
      ['c1 drops out', 5],
      ['c1 joins again', 2],
    ]);
  });

  it('names several that do the same at one moment together', () => {
    const both = script([0, say.starts('c1')], [0, say.starts('c2')], [0, say.starts('c3')]);
    expect(rests(facts(both, script([5, say.ends()]))).map(([text]) => text)).toEqual([
      'c1, c2 and c3 start',
    ]);
  });
});

describe('rounds', () => {
  it('are new assignments, not old ones stored again with a new member id', () => {
    const stored = (generation: number) => ({
      type: 'AssignmentStored',
      process: 'broker-1',
      group: 'g',
      generation,
      protocol: 'range',
      leader: 'c1',
      members: [],
    });
    const lines = script(
      [1, stored(1)],
      [5, say.starts('c2')],
      [6, stored(1)],
      [7, stored(2)],
      [8, stored(3)],
      [9, say.ends()],
    );
    expect(facts(ALONE, lines).disturbances.map(({ rounds }) => rounds)).toEqual([1, 2]);
  });
});
