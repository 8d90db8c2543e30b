import { describe, expect, it } from 'vitest';
import { InvariantBench, TOPIC } from './invariantBench.ts';

function committed(bench: InvariantBench, offset: number, partition = 0): void {
  const member = { memberId: 'c1-1', client: 'c1', generation: 1 };
  const commit = { group: 'coupon-issue-group', topic: TOPIC, partition, offset };
  bench.committed = offset;
  bench.tell({ type: 'OffsetStored', atUs: 1_000, process: 'broker-1', ...commit, ...member });
}

describe('invariants', () => {
  it('let an offset up to the end of the log be committed, and none behind it', () => {
    const bench = new InvariantBench();
    bench.append(3);
    committed(bench, 3);
    expect(bench.objection).toBe('');
    committed(bench, 4);
    expect(bench.objection).toBe(
      'broken invariant at 0.001 s: coupon-issue-group has committed 4, but the log of orders-0 ' +
        'ends at 3',
    );
  });

  it('look at the offset that the coordinator has, and at no partition that does not exist', () => {
    const bench = new InvariantBench();
    committed(bench, 1);
    bench.committed = 0;
    expect(bench.objection).toBe('');
    committed(bench, 9, 7);
    expect(bench.objection).toBe('');
    committed(bench, 9);
    bench.committed = undefined;
    expect(bench.objection).toBe('');
  });

  it('throw the first failure when the event is over, never while it is told of', () => {
    const bench = new InvariantBench();
    bench.touchPartition(5, 1);
    bench.touchPartition(9, 1);
    expect(bench.objection).toContain('offset 0 is skipped');
  });

  it('look at nothing after an event that touched nothing', () => {
    const bench = new InvariantBench();
    bench.append(3);
    expect(bench.objection).toBe('');
    bench.state.log.truncateTo(1);
    bench.tell({
      type: 'Polled',
      atUs: 1,
      process: 'c1',
      topic: TOPIC,
      partition: 0,
      startOffset: 0,
      endOffset: 1,
    });
    expect(bench.objection).toBe('');
    expect(() => bench.invariants.checkAll(1)).toThrow('its log end offset fell from 3 to 1');
  });
});
