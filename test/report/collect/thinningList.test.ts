import { describe, expect, it } from 'vitest';
import { ThinningList } from '../../../src/report/collect/thinningList.ts';

function listOf(count: number, most: number): ThinningList<number> {
  const list = new ThinningList<number>(most);
  for (let item = 0; item < count; item++) list.push(item);
  return list;
}

describe('ThinningList', () => {
  it('keeps everything as long as there is room', () => {
    expect(listOf(4, 4).items).toEqual([0, 1, 2, 3]);
  });

  it('keeps every second item, then every fourth, the first among them', () => {
    expect(listOf(5, 4).items).toEqual([0, 2, 4]);
    expect(listOf(8, 4).items).toEqual([0, 2, 4, 6]);
    expect(listOf(9, 4).items).toEqual([0, 4, 8]);
  });

  it('counts what came, and is never fuller than it may be nor emptier than half', () => {
    for (let count = 1; count < 300; count++) {
      const list = listOf(count, 8);
      expect(list.total).toBe(count);
      expect(list.items.length).toBeLessThanOrEqual(8);
      expect(list.items.length).toBeGreaterThanOrEqual(Math.min(count, 4));
      const steps = new Set(list.items.slice(1).map((item, at) => item - list.items[at]!));
      expect(steps.size).toBeLessThanOrEqual(1);
    }
  });
});
