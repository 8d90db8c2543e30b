import { describe, expect, it } from 'vitest';
import { decodeExpectations } from '../../src/history/decodeExpectations.ts';
import type { Expectations } from '../../src/history/expectations.ts';

const EVERYTHING: Expectations = {
  holds: ['never oversold', 'drained'],
  violates: ['order per key'],
  issued: { '1': { min: 30, max: 30 }, 한정판: { min: 1, max: Infinity } },
  soldOut: { min: 0, max: 3 },
  duplicates: { min: 2, max: Infinity },
  deadLettered: null,
  redelivered: { min: 1, max: 5 },
  generations: { min: 4, max: 4 },
  partitions: {
    'coupon-issue-request': {
      0: {
        records: { min: 82, max: 82 },
        keys: ['1'],
        couponIds: null,
        requestIds: ['REQ-1', 'REQ-2'],
        endOffset: 82,
        committedOffset: null,
        lag: 0,
      },
    },
  },
  issuedInLogOrder: true,
  handled: { c1: { min: 0, max: Infinity } },
};

/** As a file gives it back. */
function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

describe('decodeExpectations', () => {
  it('gives back what was written, bounds without end too', () => {
    expect(decodeExpectations(throughJson(EVERYTHING), 1)).toEqual(EVERYTHING);
    expect(decodeExpectations(null, 1)).toBe(null);
  });

  it.each([
    ['expect', [], '"expect" of the header is []; it must be an object'],
    ['holds', { ...EVERYTHING, holds: ['never sold'] }, '"expect.holds" of the header is'],
    ['issued', { ...EVERYTHING, issued: { 1: 30 } }, '"expect.issued.1" of the header is 30'],
    ['bounds', { ...EVERYTHING, soldOut: { min: 0.5, max: 1 } }, '"expect.soldOut" of the header'],
    ['absence', { ...EVERYTHING, handled: undefined }, '"expect.handled" of the header is missing'],
    [
      'a fact',
      { ...EVERYTHING, partitions: { t: { 0: { ...partition(), lag: 'none' } } } },
      '"expect.partitions.t.0.lag" of the header is "none"; it must be an integer',
    ],
    [
      'a set',
      { ...EVERYTHING, partitions: { t: { 0: { ...partition(), keys: [1] } } } },
      '"expect.partitions.t.0.keys" of the header is [1]; it must be a list of texts',
    ],
    ['a flag', { ...EVERYTHING, issuedInLogOrder: 1 }, '"expect.issuedInLogOrder" of the header'],
  ])('refuses a wrong %s with line and path', (_, value, message) => {
    expect(() => decodeExpectations(throughJson(value), 1)).toThrow(message);
    expect(() => decodeExpectations(throughJson(value), 1)).toThrow(/^line 1: /);
  });
});

function partition(): object {
  return EVERYTHING.partitions['coupon-issue-request']!['0']!;
}
