import { describe, expect, it } from 'vitest';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'once per request';

describe('once per request', () => {
  it('holds if each request is decided once, and redelivery changes nothing', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3).crashed('c1');
    script
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3)
      .handled('c2', 0, 3)
      .ended('drained');
    const { status, sentence } = script.verdict(RULE);
    expect([status, sentence]).toEqual(['holds', '3 requests decided, each once.']);
  });

  it('holds if nothing is decided', () => {
    expect(saleOfThree().ended('deadline').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: 'No request was decided.',
    });
  });

  it('is unknown if the history is cut or was interrupted', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3);
    expect(script.verdict(RULE).status).toBe('unknown');
    expect(script.ended('interrupted').verdict(RULE).status).toBe('unknown');
  });

  it('is violated by a second issue', () => {
    const script = saleOfThree().polled('c1', 0, 3).at(2.5).began('c1', 0).effect('c1', 0);
    script
      .crashed('c1')
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3)
      .began('c2', 0)
      .at(3);
    const verdict = script.effect('c2', 0).verdict(RULE);
    expect(verdict).toMatchObject({
      status: 'violated',
      sentence: '1 effect too many.',
      findingCount: 1,
      findings: [
        {
          sentence:
            'REQ-1 was issued again: by c1 at 2.501 s for coupon-issue-request-0@0, and by c2 at ' +
            '3.000 s for coupon-issue-request-0@0.',
          processes: ['c1', 'c2'],
          records: ['coupon-issue-request-0@0'],
        },
      ],
    });
  });

  it('is violated by a second result, even if it issues nothing', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0).began('c1', 0);
    const verdict = script.effect('c1', 0, 0, 'ALREADY_ISSUED').verdict(RULE);
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.sentence).toMatch(/^REQ-1 was decided again: by c1 at /);
  });

  it('names both records of a request that was sent twice and issued twice', () => {
    const script = saleOfThree().requested('REQ-1').polled('c1', 0, 4).handled('c1', 0, 3);
    const verdict = script.began('c1', 3).effect('c1', 3).verdict(RULE);
    expect(verdict.findings[0]?.records).toEqual([
      'coupon-issue-request-0@0',
      'coupon-issue-request-0@3',
    ]);
  });

  it('is violated by a decision on a request that was refused for certain', () => {
    const refused = (definite: boolean, again: boolean) => {
      const script = saleOfThree().submitted('REQ-4').refused('REQ-4', definite);
      if (again) script.submitted('REQ-4').refused('REQ-4', false);
      script.written('REQ-4').polled('c1', 0, 4).handled('c1', 0, 4);
      return script.ended('drained').verdict(RULE);
    };
    expect(refused(true, false)).toMatchObject({
      status: 'violated',
      sentence: '1 request decided although refused.',
    });
    expect(refused(true, false).findings[0]?.sentence).toMatch(
      /^REQ-4 was refused for certain, and yet decided, by c1 at 2\.\d+ s\.$/,
    );
    // Refused with an unknown outcome, it may be decided or not.
    expect(refused(false, false).status).toBe('holds');
    expect(refused(true, true).status).toBe('holds');
  });

  it('is violated by a decision that nobody had asked for', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0).began('c1', 1).at(2.5);
    const effect = script.events.find(({ type }) => type === 'EffectCommitted')!;
    script.emit({ ...effect, atUs: script.now, requestId: 'REQ-9', offset: 1 } as typeof effect);
    const { sentence, findings } = script.verdict(RULE);
    expect(sentence).toBe('2 effects that nobody had asked for.');
    expect(findings.map((finding) => finding.sentence)).toEqual([
      'c1 decided REQ-9 (coupon-issue-request-0@1) at 2.500 s, which nobody had asked for.',
      'c1 decided REQ-9 (coupon-issue-request-0@1) at 2.500 s, although the record carries REQ-2.',
    ]);
  });

  it('is violated if result and issue do not agree', () => {
    const told = (outcome: string, issued: number) => {
      const script = saleOfThree().polled('c1', 0, 3).began('c1', 0).effect('c1', 0);
      const effect = script.events.pop()!;
      script.emit({ ...effect, outcome, issued } as typeof effect);
      return script.ended('drained').verdict(RULE);
    };
    expect(told('ISSUED', 1).status).toBe('holds');
    expect(told('ISSUED', 0)).toMatchObject({
      status: 'violated',
      sentence: '1 request whose result and issue do not agree.',
    });
    expect(told('ISSUED', 0).findings[0]?.sentence).toContain(
      'REQ-1: the result says ISSUED, but nothing was issued, by c1',
    );
    expect(told('SOLD_OUT', 1).findings[0]?.sentence).toContain(
      'REQ-1: a coupon was issued, but the result says otherwise, by c1',
    );
  });
});
