import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExponentialBackoff } from '../../../src/model/client/exponentialBackoff.ts';
import { RandomStream } from '../../../src/sim/randomStream.ts';

describe('ExponentialBackoff', () => {
  it('doubles up to the maximum', () => {
    const backoff = new ExponentialBackoff(100, 1000, null);
    expect([0, 1, 2, 3, 4, 50].map((attempts) => backoff.backoffUs(attempts))).toEqual([
      100_000, 200_000, 400_000, 800_000, 1_000_000, 1_000_000,
    ]);
  });

  it('is fixed, without jitter, if there is no room to grow', () => {
    const backoff = new ExponentialBackoff(100, 100, new RandomStream(1, 'backoff'));
    expect([0, 1, 7].map((attempts) => backoff.backoffUs(attempts))).toEqual([
      100_000, 100_000, 100_000,
    ]);
  });

  it('stays within 20 per cent of the term and below the maximum, in whole microseconds', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(40),
      fc.integer(),
      (initialMs, factor, attempts, seed) => {
        const maximumMs = initialMs * factor;
        const random = new RandomStream(seed, 'backoff');
        const delayUs = new ExponentialBackoff(initialMs, maximumMs, random).backoffUs(attempts);
        const termUs = Math.min(initialMs * 2 ** Math.min(attempts, 20), maximumMs) * 1000;
        expect(Number.isInteger(delayUs)).toBe(true);
        expect(delayUs).toBeGreaterThanOrEqual(termUs * 0.8);
        expect(delayUs).toBeLessThanOrEqual(Math.min(termUs * 1.2, maximumMs * 1000));
      },
    );
    fc.assert(property);
  });
});
