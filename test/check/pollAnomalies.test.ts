import { describe, expect, it } from 'vitest';
import type { Anomaly, AnomalyName } from '../../src/check/anomaly.ts';
import type { RunScript } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

function anomaly(script: RunScript, name: AnomalyName): Anomaly {
  return script.verdicts().anomalies.find((each) => each.name === name)!;
}

function sentences(script: RunScript, name: AnomalyName): string[] {
  return anomaly(script, name).findings.map(({ sentence }) => sentence);
}

describe('poll-skip', () => {
  it('is not seen where a consumer reads on, nor where it starts at the first record', () => {
    const script = saleOfThree().polled('c1', 0, 1).polled('c1', 1, 3);
    expect(anomaly(script, 'poll-skip').count).toBe(0);
  });

  it('is a gap in the middle of an assignment', () => {
    const script = saleOfThree().polled('c1', 0, 1).at(3).polled('c1', 2, 3);
    expect(sentences(script, 'poll-skip')).toEqual([
      'c1 went over coupon-issue-request-0@1 at 3.000 s: in the middle of an assignment, for no ' +
        'known reason.',
    ]);
  });

  it('is a start behind what anybody has polled, with the commit that made it', () => {
    const script = saleOfThree().polled('c1', 0, 1).handled('c1', 0).at(2.5).committed('c1', 2);
    script
      .crashed('c1')
      .assigned(2, { c2: [0] })
      .at(3)
      .polled('c2', 2, 3);
    expect(sentences(script, 'poll-skip')).toEqual([
      'c2 went over coupon-issue-request-0@1 at 3.000 s: c1 had committed 2 at 2.501 s, before ' +
        'that was handled.',
    ]);
  });

  it('is a start where auto.offset.reset leads', () => {
    expect(sentences(saleOfThree().polled('c1', 2, 3), 'poll-skip')).toEqual([
      'c1 went over coupon-issue-request-0@0..1 at 2.000 s: nothing was committed, and ' +
        'auto.offset.reset led to 2.',
    ]);
  });

  it('is a start for no reason', () => {
    const script = saleOfThree()
      .committed('c1', 0)
      .revoked('c1', 1, 0)
      .assigned(2, { c2: [0] });
    expect(sentences(script.at(3).polled('c2', 1, 3), 'poll-skip')).toEqual([
      'c2 went over coupon-issue-request-0@0 at 3.000 s: the committed offset was 0, so for no ' +
        'known reason.',
    ]);
  });
});

describe('nonmonotonic-poll', () => {
  it('is not seen where another consumer starts at an earlier offset', () => {
    const script = saleOfThree()
      .polled('c1', 0, 3)
      .crashed('c1')
      .assigned(2, { c2: [0] });
    expect(anomaly(script.polled('c2', 0, 3), 'nonmonotonic-poll').count).toBe(0);
  });

  it('is a step back in the middle of an assignment', () => {
    const script = saleOfThree().polled('c1', 0, 3).at(3).polled('c1', 1, 3);
    expect(sentences(script, 'nonmonotonic-poll')).toEqual([
      'c1 went back to coupon-issue-request-0@1..2 at 3.000 s, which it had polled before.',
    ]);
  });

  it('is a consumer that gets back what it had before, over a new assignment too', () => {
    const script = saleOfThree().polled('c1', 0, 3).revoked('c1', 1, 0);
    script
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3)
      .revoked('c2', 2, 0)
      .at(5);
    expect(
      sentences(script.assigned(3, { c1: [0] }).polled('c1', 0, 3), 'nonmonotonic-poll'),
    ).toEqual([
      'c1 went back to coupon-issue-request-0@0..2 at 5.002 s, which it had polled before.',
    ]);
  });
});
