import { describe, expect, it } from 'vitest';
import { RandomStream, RandomStreams } from '../../src/sim/randomStream.ts';

describe('RandomStreams', () => {
  it('gives a stream by name that no draw from another moves', () => {
    const first = new RandomStreams(42);
    const second = new RandomStreams(42);
    for (let n = 0; n < 100; n++) second.stream('network').uint32();
    const draw = (streams: RandomStreams): number[] =>
      Array.from({ length: 10 }, () => streams.stream('workload').uint32());
    expect(draw(first)).toEqual(draw(second));
    expect(draw(new RandomStreams(42))).not.toEqual(draw(new RandomStreams(43)));
  });

  it('stays the same from version to version', () => {
    const stream = new RandomStream(1, 'pinned');
    expect([stream.below(1000), stream.between(5, 7), stream.uint32(), stream.exponential(1000)])
      .toMatchInlineSnapshot(`
      [
        945,
        7,
        1698519929,
        680,
      ]
    `);
  });

  it('draws exponential delays of the mean and spread asked for', () => {
    const stream = new RandomStream(3, 'exponential');
    const draws = Array.from({ length: 50_000 }, () => stream.exponential(10_000));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const beyondMean = draws.filter((draw) => draw > 10_000).length / draws.length;
    expect(mean).toBeGreaterThan(9_800);
    expect(mean).toBeLessThan(10_200);
    expect(beyondMean).toBeGreaterThan(0.358);
    expect(beyondMean).toBeLessThan(0.378);
  });

  it('draws every value of a range, ends included', () => {
    const stream = new RandomStream(4, 'between');
    const seen = new Set(Array.from({ length: 1000 }, () => stream.between(3, 7)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7]);
  });
});
