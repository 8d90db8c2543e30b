import { describe, expect, it } from 'vitest';
import { PartitionMovements } from '../../../src/model/assignor/partitionMovements.ts';

const [t0, t1, t2] = [0, 1, 2].map((partition) => ({ topic: 't', partition })) as [
  { topic: string; partition: number },
  { topic: string; partition: number },
  { topic: string; partition: number },
];
const u0 = { topic: 'u', partition: 0 };

describe('PartitionMovements', () => {
  it('sends back a partition of the topic that went the other way', () => {
    const movements = new PartitionMovements();
    movements.record(t0, 'A', 'B');
    expect(movements.partitionToMove(t1, 'B', 'A')).toBe(t0);
    expect(movements.partitionToMove(t1, 'A', 'B')).toBe(t1);
    expect(movements.partitionToMove(t1, 'B', 'C')).toBe(t1);
    expect(movements.partitionToMove(u0, 'B', 'A')).toBe(u0);
  });

  it('joins two moves of one partition into one, from where it was at first', () => {
    const movements = new PartitionMovements();
    movements.record(t0, 'A', 'B');
    movements.record(t0, 'B', 'C');
    expect(movements.partitionToMove(t1, 'B', 'A')).toBe(t1);
    expect(movements.partitionToMove(t1, 'C', 'A')).toBe(t0);
    // t2 came to B from C, so that giving it to A is a move from C to A.
    movements.record(t2, 'C', 'B');
    expect(movements.partitionToMove(t2, 'B', 'A')).toBe(t0);
  });

  it('forgets a partition that is back where it was', () => {
    const movements = new PartitionMovements();
    movements.record(t0, 'A', 'B');
    movements.record(t0, 'B', 'A');
    expect(movements.partitionToMove(t1, 'B', 'A')).toBe(t1);
  });

  it('takes the first in the order of a HashSet when several went the other way', () => {
    const movements = new PartitionMovements();
    // Hash codes 31 * (31 + n) + 116: t-0 in bucket 5 of 16, t-1 in 4, t-2 in 3.
    for (const tp of [t0, t1]) movements.record(tp, 'A', 'B');
    expect(movements.partitionToMove(t2, 'B', 'A')).toBe(t1);
  });
});
