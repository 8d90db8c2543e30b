import { describe, expect, it } from 'vitest';
import type { RunScript } from './runScript.ts';
import { RunScript as Script } from './runScript.ts';
import { GROUP } from './scriptHeader.ts';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'handled before committed';

function polledThree(): RunScript {
  return saleOfThree().polled('c1', 0, 3);
}

describe('handled before committed', () => {
  it('holds if commits follow the work', () => {
    const script = polledThree().handled('c1', 0).committed('c1', 1).handled('c1', 1, 3);
    expect(script.committed('c1', 3).ended('drained').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: '2 commits, none of a record that had not been handled.',
    });
  });

  it('holds if an effect is written, of whichever consumer, or a record is dead-lettered', () => {
    const effect = polledThree().began('c1', 0).effect('c1', 0).crashed('c1');
    effect
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3)
      .committed('c2', 1);
    expect(effect.ended('deadline').verdict(RULE).status).toBe('holds');
    const dead = polledThree().began('c1', 0).finished('c1', 0, 'DEAD_LETTERED');
    dead.deadLettered('c1', 0, 'malformed').committed('c1', 1);
    expect(dead.ended('deadline').verdict(RULE).status).toBe('holds');
  });

  it('holds without commits, and is unknown of a cut history', () => {
    expect(polledThree().ended('drained').verdict(RULE).sentence).toBe('Nothing was committed.');
    expect(polledThree().verdict(RULE).status).toBe('unknown');
  });

  it('is violated by a commit that runs ahead, even if the record is handled later', () => {
    const script = polledThree().handled('c1', 0).at(3).committed('c1', 3).handled('c1', 1, 3);
    expect(script.ended('drained').verdict(RULE)).toMatchObject({
      status: 'violated',
      sentence: '1 commit of 1 ran ahead: of records that nobody had handled.',
      findings: [
        {
          sentence:
            `c1 committed 3 of coupon-issue-request-0 in ${GROUP} at 3.001 s, when ` +
            'coupon-issue-request-0@1..2 had not been handled.',
          processes: ['c1'],
          records: ['coupon-issue-request-0@1..2'],
        },
      ],
    });
    expect(script.verdict('nothing lost').status).toBe('holds');
  });

  it('is violated by a commit beyond the end of the log', () => {
    const script = polledThree().handled('c1', 0, 3).committed('c1', 7).ended('drained');
    expect(script.verdict(RULE).findings[0]?.records).toEqual(['coupon-issue-request-0@3..6']);
  });

  it('is not violated by a failed attempt that is tried again before the commit', () => {
    const script = polledThree().began('c1', 0).finished('c1', 0, 'FAILED', 0, 'unavailable');
    script.handled('c1', 0).committed('c1', 1);
    expect(script.ended('deadline').verdict(RULE).status).toBe('holds');
    const early = polledThree().began('c1', 0).finished('c1', 0, 'FAILED').committed('c1', 1);
    expect(early.verdict(RULE).status).toBe('violated');
  });

  it('lets a group that begins at the end of the log commit where it begins', () => {
    const idle = saleOfThree().committed('c1', 3).ended('drained');
    expect(idle.verdict(RULE).status).toBe('holds');
    const late = saleOfThree().polled('c1', 2, 3).handled('c1', 2).committed('c1', 3);
    expect(late.ended('drained').verdict(RULE).status).toBe('holds');
    expect(saleOfThree().committed('c1', 4).verdict(RULE).status).toBe('violated');
  });

  it('lists the first cases in order of time and counts the rest', () => {
    const script = new Script({ partitions: 2 }).started('api-1', 'c1').assigned(1, { c1: [0, 1] });
    for (let number = 0; number < 30; number++)
      script.requested(`REQ-${number}`, { to: number % 2 });
    script.polled('c1', 0, 15, 0).polled('c1', 0, 15, 1);
    for (let offset = 1; offset <= 15; offset++)
      script.committed('c1', offset, 1).committed('c1', offset, 0);
    const { findingCount, findings } = script.verdict(RULE);
    expect([findingCount, findings.length]).toEqual([30, 20]);
    const times = findings.map(({ atUs }) => atUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
