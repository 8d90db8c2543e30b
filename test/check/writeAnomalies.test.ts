import { describe, expect, it } from 'vitest';
import type { AnomalyName } from '../../src/check/anomaly.ts';
import type { RunScript } from './runScript.ts';
import { RunScript as Script } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

function sentences(script: RunScript, name: AnomalyName): string[] {
  const anomaly = script.verdicts().anomalies.find((each) => each.name === name)!;
  expect(anomaly.count).toBe(anomaly.findings.length);
  return anomaly.findings.map(({ sentence }) => sentence);
}

describe('the anomalies of a run', () => {
  it('are listed in one order, with no cases in a good run', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3);
    expect(script.verdicts().anomalies).toEqual(
      [
        'lost-write',
        'unseen',
        'duplicate',
        'inconsistent-offsets',
        'poll-skip',
        'nonmonotonic-poll',
      ].map((name) => ({ name, count: 0, findings: [] })),
    );
  });
});

describe('lost-write and unseen', () => {
  it('tell acknowledged records that were never polled, before and behind one that was', () => {
    const script = saleOfThree().polled('c1', 1, 2);
    expect(sentences(script, 'lost-write')).toEqual([
      'coupon-issue-request-0@0 (REQ-1) was acknowledged, but in coupon-issue-group never ' +
        'polled, although a later record was.',
    ]);
    expect(sentences(script, 'unseen')).toEqual([
      'coupon-issue-request-0@2 (REQ-3) was acknowledged, but in coupon-issue-group never ' +
        'polled, nor any record after it.',
    ]);
  });

  it('ask for acknowledged records only', () => {
    const script = saleOfThree().submitted('REQ-4').written('REQ-4').polled('c1', 0, 3);
    expect(sentences(script, 'unseen')).toEqual([]);
  });
});

describe('duplicate', () => {
  it('tells a request that its client has sent twice', () => {
    const script = saleOfThree().requested('REQ-1');
    expect(sentences(script, 'duplicate')).toEqual([
      'REQ-1 is in the log twice, coupon-issue-request-0@0 and coupon-issue-request-0@3: it was ' +
        'sent 2 times.',
    ]);
  });

  it('tells one send that was written twice', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3);
    const appended = script.events.find(({ type }) => type === 'RecordsAppended')!;
    script.emit({ ...appended, baseOffset: 3 } as typeof appended).polled('c1', 3, 4);
    const began = script.events.find(({ type }) => type === 'HandlerStarted')!;
    script.emit({ ...began, offset: 3 } as typeof began);
    expect(sentences(script, 'duplicate')[0]).toMatch(
      /: one send was written twice: a retry without idempotence\.$/,
    );
  });

  it('does not count a copy in the dead-letter topic', () => {
    const script = new Script({ topics: ['dead'] }).started('api-1').requested('REQ-1');
    script.written('REQ-1', 0, 'dead').acknowledged('REQ-1', 0, 0, 'dead');
    expect(sentences(script, 'duplicate')).toEqual([]);
  });
});

describe('inconsistent-offsets', () => {
  it('tells an offset that held two requests', () => {
    const script = saleOfThree().submitted('REQ-4').at(5).acknowledged('REQ-4', 1);
    expect(sentences(script, 'inconsistent-offsets')).toEqual([
      'coupon-issue-request-0@1 held REQ-2 and later REQ-4 (5.000 s): the log was cut in between.',
    ]);
  });

  it('does not take a consumer for a witness that looks for no requests', () => {
    for (const isReadFirst of [true, false]) {
      const script = new Script({ application: 'console' }).started('c1').assigned(1, { c1: [0] });
      script.submitted('REQ-1').written('REQ-1').polled('c1', 0, 1);
      if (!isReadFirst) script.acknowledged('REQ-1', 0);
      script.began('c1', 0);
      const began = script.events.pop()!;
      script.emit({ ...began, requestId: '' } as typeof began);
      if (isReadFirst) script.acknowledged('REQ-1', 0);
      expect(sentences(script, 'inconsistent-offsets')).toEqual([]);
      expect(script.verdicts().facts.partitions[0]?.requestIds).toEqual(['REQ-1']);
    }
  });
});
