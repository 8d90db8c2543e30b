import { describe, expect, it } from 'vitest';
import { GOOD, problems, spoiled } from '../smallScenario.ts';

describe('the workload', () => {
  it.each([
    [
      'requests: 100',
      'requests: NaN',
      'workload[0].requests: is "NaN"; write a whole number from 0 to 2000000',
    ],
    [
      'requests: 100',
      'requests: -3',
      'workload[0].requests: is "-3"; write a whole number from 0 to 2000000',
    ],
    ['requests: 100', 'requests: 1.5', 'workload[0].requests: is "1.5"; write a whole number'],
    [
      'requests: 100',
      'requests: "100"',
      'workload[0].requests: "100" is text; write the number without quotes',
    ],
    ['requests: 100', `requests: ${'9'.repeat(400)}`, 'workload[0].requests: is "999'],
    [
      'requests: 100',
      'requests: 9, over: 5',
      'workload[0].over: "5" has no unit; write 5ms, 5s or another of us, ms, s, m, h',
    ],
    ['requests: 100', 'requests: 9, over: -5s', 'workload[0].over: "-5s" must not be negative'],
    [
      'requests: 100',
      'requests: 9, over: 5sec',
      'workload[0].over: "5sec" has the unknown unit "sec"',
    ],
    [
      'requests: 100',
      'requests: 9, over: 9999h',
      'workload[0].over: "9999h" is longer than 31 days',
    ],
    [
      'requests: 100',
      'requests: 9, from: 500h, over: 500h',
      'workload[0]: the whole of it is longer than 31 days',
    ],
    [
      '{ requests: 100 }',
      '{ coupon: 1, user: 1, sends: 1000, every: 1h }',
      'workload[0]: the whole of it is longer than 31 days',
    ],
    [
      'requests: 100',
      'requests: 9, at: 1s, from: 1s',
      'workload[0].from: "at" and "from" exclude each other',
    ],
    [
      'requests: 100',
      'requests: 9, arrival: poisson',
      'workload[0].arrival: poisson arrival needs "over"',
    ],
    [
      'requests: 100',
      'requests: 9, topic: tt',
      'workload[0].topic: unknown topic "tt"; declared: t',
    ],
    [
      'requests: 100',
      'requests: 9, producers: [api-2]',
      'workload[0].producers[0]: unknown producer "api-2"; declared: api-1; did you mean "api-1"?',
    ],
    [
      'requests: 100',
      'requests: 9, users: distnct',
      'workload[0].users: "distnct" is not a choice of users',
    ],
    [
      'requests: 100',
      'requests: 9, coupons: { hot: 1, others: [3..1] }',
      'workload[0].coupons.others[0]: "3..1" is not a range of ids',
    ],
    [
      '{ requests: 100 }',
      '{ records: [{ value: x, partition: 3 }] }',
      'workload[0].records[0].partition: there is no partition 3: t has the partitions 0 to 2',
    ],
    [
      '{ requests: 100 }',
      '{ count: 100 }',
      'workload[0]: is not a workload: ' +
        'it needs one of the keys requests, records, coupon, user, request',
    ],
  ])('%j -> %j', (from, to, expected) => {
    expect(spoiled(from, to).join('\n')).toContain(expected);
  });

  it('ranges that stand for millions of coupons, once', () => {
    const text = GOOD.replace('  1: { stock', '  1..10000: { stock').replace(
      '  - { requests: 100 }',
      '  - { requests: 1, coupons: 1..10000 }\n'.repeat(150).trimEnd(),
    );
    expect(problems(text)).toEqual([
      'a.yaml:109:5: workload[100]: the workload lists more than 1000000 coupons, ' +
        'ranges counted out',
    ]);
  });
});
