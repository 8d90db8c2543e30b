import { describe, expect, it } from 'vitest';
import { OffsetCounts } from '../../../src/report/collect/offsetCounts.ts';

describe('OffsetCounts', () => {
  it('counts each offset by itself, however far apart they are', () => {
    const counts = new OffsetCounts();
    expect([counts.add(0), counts.add(0), counts.add(1_000_000), counts.add(3)]).toEqual([
      1, 2, 1, 1,
    ]);
    expect([counts.of(0), counts.of(3), counts.of(1_000_000)]).toEqual([2, 1, 1]);
    expect([counts.of(1), counts.of(5_000_000)]).toEqual([0, 0]);
  });

  it('stays at 255', () => {
    const counts = new OffsetCounts();
    for (let time = 0; time < 300; time++) counts.add(7);
    expect(counts.of(7)).toBe(255);
  });
});
