import { describe, expect, it } from 'vitest';
import { drawLatencyUs, QUANTILES_PER_MILLION } from '../../src/sim/latency.ts';
import { RandomStream } from '../../src/sim/randomStream.ts';

const QUANTILES = [100, 200, 300, 500, 1_000, 5_000, 9_000];
const MEASURED = { minUs: 100, maxUs: 9_000, quantilesUs: QUANTILES };

describe('drawLatencyUs', () => {
  it('draws any time of a range, and none else', () => {
    const random = new RandomStream(1, 'test');
    const drawn = new Set<number>();
    for (let draw = 0; draw < 500; draw++) drawn.add(drawLatencyUs(random, { minUs: 3, maxUs: 7 }));
    expect([...drawn].sort()).toEqual([3, 4, 5, 6, 7]);
  });

  it('costs no draw where there is only one time', () => {
    const [asked, untouched] = [new RandomStream(1, 'test'), new RandomStream(1, 'test')];
    expect(drawLatencyUs(asked, { minUs: 5, maxUs: 5 })).toBe(5);
    expect(asked.uint32()).toBe(untouched.uint32());
  });

  it('gives the quantiles back that were measured', () => {
    const random = new RandomStream(7, 'test');
    const count = 50_000;
    const draws = Array.from({ length: count }, () => drawLatencyUs(random, MEASURED));
    const isPossible = (us: number): boolean => Number.isInteger(us) && us >= 100 && us <= 9_000;
    expect(draws.every(isPossible)).toBe(true);
    for (const [index, quantileUs] of QUANTILES.entries()) {
      const share = draws.filter((us) => us <= quantileUs).length / count;
      expect(Math.abs(share - QUANTILES_PER_MILLION[index]! / 1e6)).toBeLessThan(0.01);
    }
  });

  it('draws equal times from equal seeds', () => {
    const drawAll = (): number[] => {
      const random = new RandomStream(3, 'test');
      return Array.from({ length: 50 }, () => drawLatencyUs(random, MEASURED));
    };
    expect(drawAll()).toEqual(drawAll());
  });
});
