import { describe, expect, it } from 'vitest';
import { checkExpectations, describeAmount } from '../../src/check/checkExpectations.ts';
import type { Expectations } from '../../src/history/expectations.ts';
import { NO_EXPECTATIONS } from '../scenario/arbitraryScenario.ts';
import type { RunScript } from './runScript.ts';
import { RunScript as Script } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

const exactly = (value: number) => ({ min: value, max: value });
const NOTHING = {
  records: null,
  keys: null,
  couponIds: null,
  requestIds: null,
  endOffset: null,
  committedOffset: null,
  lag: null,
};

/** Each sentence with its status. */
function told(script: RunScript, changes: Partial<Expectations>): string[] {
  const results = checkExpectations({ ...NO_EXPECTATIONS, ...changes }, script.verdicts());
  return results.map(({ sentence, status }) => `${status}: ${sentence}`);
}

/** Everything of the sale is handled and committed. */
function wholeSale(): RunScript {
  const script = saleOfThree({ coupons: { '1': 2 } })
    .polled('c1', 0, 3)
    .handled('c1', 0, 3);
  return script.committed('c1', 3).ended('drained');
}

describe('checkExpectations', () => {
  it('says nothing where nothing is expected', () => {
    expect(told(wholeSale(), {})).toEqual([]);
  });

  it('compares numbers, and says what was expected and seen', () => {
    const script = wholeSale();
    expect(
      told(script, {
        issued: { '1': exactly(2), '9': exactly(1) },
        soldOut: { min: 1, max: Infinity },
        duplicates: { min: 0, max: 3 },
        deadLettered: { min: 1, max: 3 },
        redelivered: exactly(0),
        generations: exactly(1),
        handled: { c1: exactly(3), c2: { min: 1, max: Infinity } },
      }),
    ).toEqual([
      'met: Expected issued of coupon 1: exactly 2; seen: 2.',
      'missed: Expected issued of coupon 9: exactly 1; seen: 0.',
      'met: Expected sold out: at least 1; seen: 1.',
      'met: Expected duplicates: at most 3; seen: 0.',
      'missed: Expected dead-lettered: 1 to 3; seen: 0.',
      'met: Expected redelivered: exactly 0; seen: 0.',
      'met: Expected generations: exactly 1; seen: 1.',
      'met: Expected handled by c1: exactly 3; seen: 3.',
      'missed: Expected handled by c2: at least 1; seen: 0.',
    ]);
  });

  it('compares what is in a partition', () => {
    const partition = {
      ...NOTHING,
      records: exactly(3),
      keys: ['1'],
      couponIds: ['1', '2'],
      requestIds: ['REQ-3', 'REQ-2', 'REQ-1'],
      endOffset: 3,
      committedOffset: 2,
      lag: 0,
    };
    expect(
      told(wholeSale(), { partitions: { 'coupon-issue-request': { '0': partition } } }),
    ).toEqual([
      'met: Expected records in coupon-issue-request-0: exactly 3; seen: 3.',
      'met: Expected keys in coupon-issue-request-0: 1; seen: 1.',
      'missed: Expected coupons in coupon-issue-request-0: 1, 2; seen: 1.',
      'met: Expected requests in coupon-issue-request-0: REQ-3, REQ-2, REQ-1; ' +
        'seen: REQ-1, REQ-2, REQ-3.',
      'met: Expected end offset of coupon-issue-request-0: exactly 3; seen: 3.',
      'missed: Expected committed offset of coupon-issue-request-0: exactly 2; seen: 3.',
      'met: Expected lag of coupon-issue-request-0: exactly 0; seen: 0.',
    ]);
  });

  it('takes an empty partition for one without lag, and a missing one for empty', () => {
    const script = new Script().ended('drained');
    const lag = { 'coupon-issue-request': { '0': { ...NOTHING, lag: 0, keys: [] } } };
    expect(told(script, { partitions: lag })).toEqual([
      'met: Expected keys in coupon-issue-request-0: none; seen: none.',
      'met: Expected lag of coupon-issue-request-0: exactly 0; seen: 0.',
    ]);
    const unread = saleOfThree().ended('deadline');
    expect(told(unread, { partitions: lag })[1]).toBe(
      'missed: Expected lag of coupon-issue-request-0: exactly 0; seen: none.',
    );
    const missing = { 'coupon-issue-request': { '7': { ...NOTHING, endOffset: 0 } } };
    expect(told(script, { partitions: missing })).toEqual([
      'met: Expected end offset of coupon-issue-request-7: exactly 0; seen: 0.',
    ]);
  });

  it('asks for the order of issues', () => {
    expect(told(wholeSale(), { issuedInLogOrder: true })).toEqual([
      'met: Expected issues out of log order: exactly 0; seen: 0.',
    ]);
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 1).handled('c1', 0);
    expect(told(script.ended('deadline'), { issuedInLogOrder: true })).toEqual([
      'missed: Expected issues out of log order: exactly 0; seen: 1.',
    ]);
  });

  it('asks rules to hold or to be violated', () => {
    const holds = ['never oversold', 'nothing lost'] as const;
    expect(told(wholeSale(), { holds, violates: ['order per key'] })).toEqual([
      'met: Expected rule never oversold: holds; seen: holds.',
      'met: Expected rule nothing lost: holds; seen: holds.',
      'missed: Expected rule order per key: violated; seen: holds.',
    ]);
    const bad = saleOfThree().polled('c1', 0, 3).handled('c1', 1).handled('c1', 0).ended('drained');
    expect(told(bad, { holds: ['order per key'] })).toEqual([
      'missed: Expected rule order per key: holds; seen: violated.',
    ]);
    expect(told(bad, { violates: ['order per key'] })).toEqual([
      'met: Expected rule order per key: violated; seen: violated.',
    ]);
  });

  it.each(['interrupted', 'cut'] as const)(
    'does not judge numbers of a history that is %s',
    (end) => {
      const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0);
      if (end === 'interrupted') script.ended(end);
      expect(
        told(script, { soldOut: exactly(1), holds: ['drained'], violates: ['nothing lost'] }),
      ).toEqual([
        'unknown: Expected rule drained: holds; seen: unknown.',
        'unknown: Expected rule nothing lost: violated; seen: unknown.',
        'unknown: Expected sold out: exactly 1; seen: 0.',
      ]);
    },
  );
});

describe('describeAmount', () => {
  it.each([
    [exactly(3), 'exactly 3'],
    [{ min: 1, max: Infinity }, 'at least 1'],
    [{ min: 0, max: 4 }, 'at most 4'],
    [{ min: 2, max: 5 }, '2 to 5'],
  ])('says %j as %s', (amount, words) => {
    expect(describeAmount(amount)).toBe(words);
  });
});
