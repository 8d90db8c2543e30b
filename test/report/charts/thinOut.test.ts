import { describe, expect, it } from 'vitest';
import { thinOut } from '../../../src/report/charts/thinOut.ts';

const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

describe('thinOut', () => {
  it('leaves a short list as it is', () => {
    expect(thinOut(HUNDRED, 100)).toBe(HUNDRED);
  });

  it('takes every k-th, never more than asked for', () => {
    for (const most of [1, 3, 33, 50, 99]) {
      const kept = thinOut(HUNDRED, most);
      expect(kept.length).toBeLessThanOrEqual(most);
      expect(kept.length).toBeGreaterThanOrEqual(most / 2 - 1);
      expect(kept[0]).toBe(0);
    }
  });

  it('keeps all that matters, in order', () => {
    const kept = thinOut(HUNDRED, 20, (item) => item % 10 === 7);
    expect(kept.filter((item) => item % 10 === 7)).toHaveLength(10);
    expect(kept.length).toBeLessThanOrEqual(20);
    expect([...kept].sort((a, b) => a - b)).toEqual(kept);
  });

  it('thins out even what matters if that alone is too much', () => {
    expect(thinOut(HUNDRED, 10, (item) => item < 50)).toEqual([
      0, 5, 10, 15, 20, 25, 30, 35, 40, 45,
    ]);
  });
});
