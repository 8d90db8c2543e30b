import { describe, expect, it } from 'vitest';
import { RunScript } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'order per key';

/** Two partitions, c1 and c2 one each; REQ-1 in partition 0, REQ-2 in partition 1. */
function twoPartitions(isSecondLater: boolean): RunScript {
  const script = new RunScript({ partitions: 2 }).started('api-1', 'c1', 'c2').at(0.5);
  script.assigned(1, { c1: [0], c2: [1] }).at(1);
  if (isSecondLater) script.requested('REQ-1').requested('REQ-2', { to: 1 });
  else {
    script.submitted('REQ-1').submitted('REQ-2');
    script.written('REQ-1', 0).acknowledged('REQ-1', 0, 0).accepted('REQ-1');
    script.written('REQ-2', 1).acknowledged('REQ-2', 0, 1).accepted('REQ-2');
  }
  script.at(2).polled('c1', 0, 1, 0).polled('c2', 0, 1, 1);
  return script.at(3).handled('c2', 0, 1, 1).at(4).handled('c1', 0, 1, 0);
}

describe('order per key', () => {
  it('holds if requests are decided in the order of the log, and deliveries repeat', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 2).crashed('c1');
    script
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3)
      .handled('c2', 0, 3);
    expect(script.ended('drained').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: '3 records took effect in the order of arrival of their coupon or key.',
    });
  });

  it('holds with nothing handled; a cut history does not tell', () => {
    expect(new RunScript().ended('drained').verdict(RULE).sentence).toBe('Nothing was handled.');
    expect(new RunScript().verdict(RULE).status).toBe('unknown');
  });

  it('is violated if a later record of the coupon is decided first', () => {
    const script = saleOfThree().polled('c1', 0, 3).at(2.5).handled('c1', 1).at(3);
    const verdict = script.began('c1', 0).effect('c1', 0).verdict(RULE);
    expect(verdict).toMatchObject({
      status: 'violated',
      sentence: '1 record overtaken by a later one of the same coupon or key.',
      findings: [
        {
          sentence:
            'Coupon 1: REQ-1 (coupon-issue-request-0@0) was decided at 3.001 s, after REQ-2 ' +
            '(coupon-issue-request-0@1, 2.501 s), which is behind it in the log.',
          requestIds: ['REQ-1', 'REQ-2'],
        },
      ],
    });
  });

  it('counts the place at which a request that was sent twice is decided first', () => {
    const script = saleOfThree().requested('REQ-1').polled('c1', 0, 4).handled('c1', 0, 4);
    expect(script.ended('drained').verdict(RULE).status).toBe('holds');
  });

  it('is violated if one coupon is in two partitions and the earlier request comes later', () => {
    const verdict = twoPartitions(true).ended('drained').verdict(RULE);
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.sentence).toBe(
      'Coupon 1: REQ-1 (coupon-issue-request-0@0) was accepted at 1.003 s, before REQ-2 ' +
        '(coupon-issue-request-1@0) was submitted at 1.005 s, but was decided later: 4.001 s, ' +
        'not 3.001 s. They are in different partitions.',
    );
  });

  it('lets requests that are under way at the same time go either way', () => {
    expect(twoPartitions(false).ended('drained').verdict(RULE).status).toBe('holds');
  });

  it('asks records without a coupon to be handled first in the order of their key', () => {
    const orders = (): RunScript => {
      const script = new RunScript({ application: 'order-completed', partitions: 1 });
      script.started('api-1', 'c1', 'c2').assigned(1, { c1: [0] });
      for (let offset = 0; offset < 3; offset++) script.written(null).acknowledged(null, offset);
      return script.polled('c1', 0, 3).handled('c1', 0);
    };
    const good = orders()
      .handled('c1', 1, 3)
      .crashed('c1')
      .assigned(2, { c2: [0] });
    good.polled('c2', 0, 3).handled('c2', 0, 3).ended('drained');
    expect(good.verdict(RULE).status).toBe('holds');
    const bad = orders().handled('c1', 2).at(5).handled('c1', 1).verdict(RULE);
    expect([bad.status, bad.findings[0]?.sentence]).toEqual([
      'violated',
      'coupon-issue-request-0@1 (no key) was handled first at 5.001 s by c1, after ' +
        'coupon-issue-request-0@2 of the same key.',
    ]);
  });
});
