import { describe, expect, it } from 'vitest';
import type { InvariantBench } from './invariantBench.ts';
import { stableBench } from './invariantBench.ts';

/** Generation 1 of the group gave partition 0 to c1 and partition 1 to c2. */
function storedBench(): InvariantBench {
  const bench = stableBench();
  bench.stored(1, { c1: [0], c2: [1] });
  return bench;
}

describe('invariants of assignments', () => {
  it('hold if everybody owns what he was given', () => {
    const bench = storedBench();
    bench.assigned('c1', 1, [0]);
    expect(bench.objection).toBe('');
    bench.assigned('c2', 1, [1]);
    expect(bench.objection).toBe('');
  });

  it('say that a partition has two owners, or is not there', () => {
    const twice = stableBench();
    twice.stored(1, { c1: [0, 1], c2: [1] });
    expect(twice.objection).toBe(
      'broken invariant at 2.500 s: coupon-issue-group (generation 1): orders-1 has two owners, ' +
        'c1-id and c2-id',
    );
    const missing = stableBench();
    missing.stored(1, { c1: [0, 2] });
    expect(missing.objection).toContain('c1-id is given orders-2, which is not there');
  });

  it('say that a consumer owns more or less than it was given', () => {
    const more = storedBench();
    more.assigned('c1', 1, [0, 1]);
    expect(more.objection).toContain('c1 owns orders-1, which it was not given');
    const less = storedBench();
    less.assigned('c1', 1, []);
    expect(less.objection).toContain('c1 does not own orders-0, which it was given');
    const stranger = storedBench();
    stranger.assigned('c3', 1, [0]);
    expect(stranger.objection).toContain('c3 owns orders-0, which it was not given');
  });

  it('judge a consumer by its own generation, however late it hears of it', () => {
    const bench = storedBench();
    bench.stored(1, { c1: [1], c2: [0] });
    bench.assigned('c1', 1, [1]);
    expect(bench.objection).toBe('');
    bench.assigned('c1', 99, [0, 1]);
    expect(bench.objection).toBe('');
  });

  it('let a consumer give back at once what it has got', () => {
    const bench = storedBench();
    bench.assigned('c1', 1, [0]);
    bench.owned = [];
    const revoked = { atUs: 1, process: 'c1', group: 'coupon-issue-group', generation: 1 };
    bench.tell({ type: 'Revoked', ...revoked, partitions: [] });
    expect(bench.objection).toBe('');
  });

  it('do not ask a consumer that is gone', () => {
    const bench = storedBench();
    bench.assigned('c1', 1, []);
    bench.owned = null;
    expect(bench.objection).toBe('');
  });

  it('cannot tell two members of one client apart', () => {
    const bench = stableBench();
    const member = (memberId: string, partition: number) => ({
      memberId,
      client: 'c1',
      partitions: [{ topic: 'orders', partition }],
    });
    bench.tell({
      type: 'AssignmentStored',
      atUs: 1,
      process: 'broker-1',
      group: 'coupon-issue-group',
      generation: 1,
      protocol: 'range',
      leader: 'c1-1',
      members: [member('c1-1', 0), member('c1-2', 1)],
    });
    bench.assigned('c1', 1, [1]);
    expect(bench.objection).toBe('');
  });
});
