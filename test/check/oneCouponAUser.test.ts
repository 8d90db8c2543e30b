import { describe, expect, it } from 'vitest';
import { RunScript } from './runScript.ts';

const RULE = 'one coupon a user';

function twoRequests(second: { coupon?: string; user?: string }): RunScript {
  const script = new RunScript({ coupons: { '1': 9, '2': 9 } }).started('api-1', 'c1').at(0.5);
  script
    .assigned(1, { c1: [0] })
    .requested('REQ-1', { user: '7' })
    .requested('REQ-2', second);
  return script.at(2).polled('c1', 0, 2).handled('c1', 0).began('c1', 1).at(3);
}

describe('one coupon a user', () => {
  it('holds if a user gets two coupons of different kinds, or two users one each', () => {
    for (const second of [{ coupon: '2', user: '7' }, { user: '8' }]) {
      const verdict = twoRequests(second).effect('c1', 1).ended('drained').verdict(RULE);
      expect([verdict.status, verdict.sentence]).toEqual([
        'holds',
        '2 coupons issued, each to another user or of another kind.',
      ]);
    }
  });

  it('holds if the second request is turned down', () => {
    const script = twoRequests({ user: '7' }).effect('c1', 1, 0, 'ALREADY_ISSUED');
    expect(script.ended('drained').verdict(RULE).sentence).toBe(
      '1 coupon issued, each to another user or of another kind.',
    );
  });

  it('holds if nothing is issued, and is unknown if the history is cut', () => {
    expect(new RunScript().ended('drained').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: 'No coupon was issued.',
    });
    expect(new RunScript().verdict(RULE).status).toBe('unknown');
  });

  it('is violated by a second issue to the same user, by another request', () => {
    expect(twoRequests({ user: '7' }).effect('c1', 1).verdict(RULE)).toMatchObject({
      status: 'violated',
      sentence: '1 issue to users who had that coupon already.',
      findings: [
        {
          sentence:
            'User 7 was issued coupon 1 again at 3.000 s by c1, for REQ-2 ' +
            '(coupon-issue-request-0@1); the first was for REQ-1.',
          requestIds: ['REQ-1', 'REQ-2'],
        },
      ],
    });
  });

  it('is violated by two rows in one transaction', () => {
    const script = twoRequests({ user: '8' }).effect('c1', 1);
    const effect = script.events.pop()!;
    script.emit({ ...effect, issued: 2, deducted: 2 } as typeof effect);
    expect(script.verdict(RULE)).toMatchObject({
      status: 'violated',
      findings: [{ requestIds: ['REQ-2'] }],
    });
  });
});
