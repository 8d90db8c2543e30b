import { describe, expect, it } from 'vitest';
import { RunScript } from './runScript.ts';

const RULE = 'never oversold';

/** Two pieces of coupon 1, and this many requests for it, all delivered to c1. */
function sale(requests: number): RunScript {
  const script = new RunScript({ coupons: { '1': 2, '2': 5 } }).started('api-1', 'c1').at(0.5);
  script.assigned(1, { c1: [0] }).at(1);
  for (let number = 1; number <= requests; number++) script.requested(`REQ-${number}`);
  return script.at(2).polled('c1', 0, requests);
}

describe('never oversold', () => {
  it('holds if exactly the stock is issued', () => {
    const verdict = sale(3).handled('c1', 0, 3).ended('drained').verdict(RULE);
    expect([verdict.status, verdict.sentence]).toEqual(['holds', 'Issued 2 of 2 of coupon 1.']);
  });

  it('holds if nothing is issued', () => {
    const verdict = new RunScript().ended('drained').verdict(RULE);
    expect([verdict.status, verdict.sentence]).toEqual(['holds', 'No coupon was issued.']);
  });

  it.each(['interrupted', 'cut'] as const)('is unknown if the history is %s', (end) => {
    const script = sale(3).handled('c1', 0, 3);
    if (end !== 'cut') script.ended(end);
    expect(script.verdict(RULE).status).toBe('unknown');
  });

  it('is violated by one piece too many, however the history ends', () => {
    const script = sale(3).handled('c1', 0, 2).at(3).began('c1', 2).at(3.25);
    const verdict = script.effect('c1', 2, 0, 'ISSUED').verdict(RULE);
    expect(verdict).toMatchObject({
      status: 'violated',
      sentence: 'Oversold: 3 of 2 of coupon 1.',
      findings: [
        {
          sentence:
            'c1 issued number 3 of coupon 1, of which there were 2, at 3.250 s, for REQ-3 ' +
            '(coupon-issue-request-0@2).',
          processes: ['c1'],
          records: ['coupon-issue-request-0@2'],
          requestIds: ['REQ-3'],
        },
        {
          sentence:
            'c1 left a stock of -1 of coupon 1, at 3.250 s, for REQ-3 (coupon-issue-request-0@2).',
        },
      ],
    });
  });

  it('is violated by an issue of a coupon that does not exist', () => {
    const script = new RunScript().started('c1').assigned(1, { c1: [0] });
    script.requested('REQ-1', { coupon: '9' }).polled('c1', 0, 1).began('c1', 0);
    const verdict = script.effect('c1', 0, 0, 'ISSUED').ended('drained').verdict(RULE);
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.sentence).toContain(
      'issued number 1 of coupon 9, which has no stock at all',
    );
  });

  it('is violated if an issue takes nothing from the stock', () => {
    const script = sale(1).began('c1', 0).effect('c1', 0);
    const effect = script.events.pop()!;
    script.emit({ ...effect, deducted: 0, stockAfter: -1 } as typeof effect);
    expect(script.ended('drained').verdict(RULE)).toMatchObject({
      status: 'violated',
      sentence: 'Issues and stock do not agree.',
      findings: [{ sentence: 'Coupon 1 was issued 1 times, but 0 were taken from the stock.' }],
    });
  });

  it('is violated by a lost update: the stock says more than the deductions leave', () => {
    const script = sale(2).handled('c1', 0).began('c1', 1).effect('c1', 1);
    const second = script.events.pop()!;
    script.emit({ ...second, stockAfter: 1 } as typeof second);
    expect(
      script
        .ended('drained')
        .verdict(RULE)
        .findings.map(({ sentence }) => sentence),
    ).toEqual(['The stock of coupon 1 says 1, but 2 of 2 were taken: an update was lost.']);
  });

  it('is violated if the stock falls without an effect, in a simulated run', () => {
    const dropFirst = (script: RunScript): RunScript => {
      const at = script.events.findIndex(({ type }) => type === 'EffectCommitted');
      script.events.splice(at, 1);
      return script.ended('drained');
    };
    expect(dropFirst(sale(2).handled('c1', 0, 2)).verdict(RULE).findings[0]?.sentence).toBe(
      'The stock of coupon 1 says 0, but 1 of 2 were taken: something else took from it.',
    );
    // A process of a real run may have died after its commit and before it could tell.
    const real = new RunScript({ backend: 'kafka' }).started('c1').assigned(1, { c1: [0] });
    real.requested('REQ-1').requested('REQ-2').polled('c1', 0, 2).handled('c1', 0, 2);
    expect(dropFirst(real).verdict(RULE).status).toBe('holds');
  });
});
