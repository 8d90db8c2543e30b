import { describe, expect, it } from 'vitest';
import type { RequestsSpec } from '../../src/scenario/scenario.ts';
import type { TapeEntry } from '../../src/scenario/workloadTape.ts';
import { workloadTape } from '../../src/scenario/workloadTape.ts';
import { RandomStreams } from '../../src/sim/randomStream.ts';

const base: RequestsSpec = {
  type: 'requests',
  fromUs: 1_000_000,
  overUs: 2_000_000,
  count: 200,
  arrival: 'poisson',
  topic: 't',
  producers: ['api-1', 'api-2'],
  coupons: { ids: ['1', '2', '3'], pick: 'cycle', hotPercent: 0 },
  users: { pick: 'distinct', first: 1, of: 200 },
  sends: 1,
};

type Request = TapeEntry & { type: 'request' };

function play(specs: Parameters<typeof workloadTape>[0], seed = 1): Request[] {
  return [...workloadTape(specs, new RandomStreams(seed))] as Request[];
}

describe('workloadTape', () => {
  it('is in order of time and the same for the same seed only', () => {
    const first = play([base, { ...base, fromUs: 1_500_000, arrival: 'uniform' }]);
    expect(first).toHaveLength(400);
    for (let n = 1; n < first.length; n++)
      expect(first[n]!.atUs).toBeGreaterThanOrEqual(first[n - 1]!.atUs);
    expect(play([base, { ...base, fromUs: 1_500_000, arrival: 'uniform' }])).toEqual(first);
    expect(play([base], 2)).not.toEqual(play([base], 1));
  });

  it('spreads arrivals as asked', () => {
    expect(new Set(play([{ ...base, arrival: 'burst' }]).map((entry) => entry.atUs))).toEqual(
      new Set([1_000_000]),
    );
    const uniform = play([{ ...base, arrival: 'uniform', count: 4 }]).map((entry) => entry.atUs);
    expect(uniform).toEqual([1_000_000, 1_500_000, 2_000_000, 2_500_000]);
    const poisson = play([base]).map((entry) => entry.atUs);
    expect(Math.min(...poisson)).toBeGreaterThanOrEqual(1_000_000);
    expect(Math.max(...poisson)).toBeLessThan(3_000_000);
    const gaps = poisson.slice(1).map((at, n) => at - poisson[n]!);
    expect(new Set(gaps).size).toBeGreaterThan(100);
  });

  it('picks coupons in turn, at random, or hot', () => {
    expect(
      play([base])
        .slice(0, 4)
        .map((entry) => entry.couponId),
    ).toEqual(['1', '2', '3', '1']);
    const hot = play([
      { ...base, count: 2000, coupons: { ids: ['1', '2', '3'], pick: 'hot', hotPercent: 80 } },
    ]);
    const share = hot.filter((entry) => entry.couponId === '1').length / hot.length;
    expect(share).toBeGreaterThan(0.76);
    expect(share).toBeLessThan(0.84);
    const random = play([
      { ...base, coupons: { ids: ['1', '2', '3'], pick: 'random', hotPercent: 0 } },
    ]);
    expect(new Set(random.map((entry) => entry.couponId))).toEqual(new Set(['1', '2', '3']));
  });

  it('makes each user once when distinct or shuffled', () => {
    const shuffled = play([{ ...base, users: { pick: 'shuffled', first: 1, of: 200 } }]).map(
      ({ userId }) => Number(userId),
    );
    expect(shuffled).not.toEqual([...shuffled].sort((a, b) => a - b));
    expect([...shuffled].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
  });

  it('repeats the sends of one request under one number', () => {
    const tape = play([{ ...base, count: 10, sends: 3 }]);
    expect(tape).toHaveLength(30);
    const times = new Map<number, number>();
    for (const { request } of tape) times.set(request, (times.get(request) ?? 0) + 1);
    expect([...times.values()]).toEqual(Array.from({ length: 10 }, () => 3));
    for (let n = 1; n < tape.length; n++)
      expect(tape[n]!.atUs).toBeGreaterThanOrEqual(tape[n - 1]!.atUs);
  });

  it('tells at each send whether another one of the request follows', () => {
    const tape = play([
      { ...base, count: 10, sends: 3 },
      {
        type: 'request',
        atUs: 0,
        topic: 't',
        producer: 'api-1',
        requestId: null,
        couponId: '1',
        userId: '1',
        sends: 2,
        everyUs: 5_000_000,
      },
      { ...base, count: 5 },
    ]);
    tape.forEach(({ request, isSentAgain }, index) => {
      const later = tape.slice(index + 1).some((entry) => entry.request === request);
      expect(isSentAgain).toBe(later);
    });
  });
});
