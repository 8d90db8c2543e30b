import { describe, expect, it } from 'vitest';
import { measuredLatencyOf } from '../../src/calibrate/measuredLatencyOf.ts';

describe('measuredLatencyOf', () => {
  it('takes, for each share, the smallest time that so many do not exceed', () => {
    const times = Array.from({ length: 1000 }, (_, index) => 1000 - index);
    expect(measuredLatencyOf(times)).toEqual({
      samples: 1000,
      quantilesUs: [1, 100, 500, 900, 990, 999, 1000],
    });
  });

  it('is whole microseconds, and never nothing', () => {
    const { quantilesUs } = measuredLatencyOf([0.2, 10.6, 10.4]);
    expect(quantilesUs).toEqual([1, 1, 10, 11, 11, 11, 11]);
  });

  it('refuses to tell of what was not measured', () => {
    expect(() => measuredLatencyOf([])).toThrow('nothing was measured');
  });
});
