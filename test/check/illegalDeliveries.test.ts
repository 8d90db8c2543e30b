import { describe, expect, it } from 'vitest';
import { redeliverySentence } from '../../src/check/redeliverySentence.ts';
import type { RunScript } from './runScript.ts';
import { RunScript as Script } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'every redelivery explained';

/** c1 has polled all three, handled the first and committed it, at 2.5 s. */
function firstOfThree(): RunScript {
  return saleOfThree().polled('c1', 0, 3).handled('c1', 0).committed('c1', 1).at(2.5);
}

/** The findings of a violated run. */
function objections(script: RunScript): string[] {
  const { status, findings, findingCount } = script.verdict(RULE);
  expect(status).toBe('violated');
  expect(findingCount).toBe(findings.length);
  return findings.map(({ sentence }) => sentence);
}

describe('a redelivery without a legal reason', () => {
  it('to the same consumer in the same assignment', () => {
    const script = firstOfThree().polled('c1', 1, 3);
    expect(objections(script)).toEqual([
      'coupon-issue-request-0@1..2 again at c1 (2 records, 0 with an effect already), without a ' +
        'legal reason: it went back from 3 to 1 without giving the partition up in between.',
    ]);
    expect(script.verdict(RULE).sentence).toBe(
      '1 redelivery without a legal reason, of 2 records delivered again.',
    );
  });

  it('to a new owner that starts before the committed offset', () => {
    const script = firstOfThree().handled('c1', 1).committed('c1', 2).at(3).crashed('c1');
    expect(objections(script.assigned(2, { c2: [0] }).polled('c2', 1, 3))).toEqual([
      'coupon-issue-request-0@1..2 again at c2 (2 records, 1 with an effect already), without a ' +
        'legal reason: it started at 1, but the committed offset was 2 (by c1 at 2.504 s).',
    ]);
  });

  it('to a new owner that starts behind the committed offset, among what was delivered', () => {
    const script = firstOfThree()
      .crashed('c1')
      .assigned(2, { c2: [0] })
      .polled('c2', 2, 3);
    expect(objections(script)).toEqual([
      'coupon-issue-request-0@2 again at c2, without a legal reason: it started at 2, but the ' +
        'committed offset was 1 (by c1 at 2.005 s).',
    ]);
  });

  it('by a forward start after a change of leader, which can only shorten the log', () => {
    const script = saleOfThree({ backend: 'kafka' }).polled('c1', 0, 3).committed('c1', 1);
    script
      .leaderElected(3)
      .crashed('c1')
      .assigned(2, { c2: [0] })
      .polled('c2', 2, 3);
    expect(objections(script)).toHaveLength(1);
  });

  it('by a step back after a change of leader that left the log as it was', () => {
    const script = firstOfThree().leaderElected(3).polled('c1', 1, 3);
    expect(objections(script)).toHaveLength(1);
  });

  it('to one of two consumers of which the group has removed neither', () => {
    const script = firstOfThree().told('c2', 1, [0]).polled('c2', 1, 3);
    expect(objections(script)).toEqual([
      'coupon-issue-request-0@1..2 again at c2 (2 records, 0 with an effect already), without a ' +
        'legal reason: the group had not given c2 the partition in generation 1.',
    ]);
    const both = firstOfThree()
      .assigned(1, { c2: [0] })
      .polled('c2', 1, 3);
    expect(objections(both)[0]).toContain(
      'c1 and c2 held the partition at once, and the group had removed neither',
    );
  });

  it('to an older owner that was not removed either', () => {
    const script = saleOfThree()
      .polled('c1', 0, 1)
      .committed('c1', 1)
      .assigned(1, { c2: [0] });
    expect(objections(script.polled('c2', 1, 3).polled('c1', 1, 3))[0]).toContain(
      'c2 and c1 held the partition at once, and the group had removed neither',
    );
  });

  it('is not excused by the late removal of a former life', () => {
    const script = saleOfThree()
      .crashed('c1')
      .started('c1')
      .assigned(2, { c1: [0] });
    script
      .polled('c1', 0, 3)
      .removed('c1', 'session expired', 1)
      .assigned(2, { c2: [0] });
    expect(objections(script.polled('c2', 0, 3))[0]).toContain(
      'c1 and c2 held the partition at once',
    );
  });

  it('to the rightful owner, after somebody who had no right to the records', () => {
    const script = saleOfThree().polled('c2', 0, 3).polled('c1', 0, 3);
    expect(objections(script)).toEqual([
      'coupon-issue-request-0@0..2 again at c1 (3 records, 0 with an effect already), without a ' +
        'legal reason: c2 had polled it before, although c2 had not been assigned the partition.',
      'c2 polled coupon-issue-request-0@0..2 at 2.000 s without a legal reason: c2 had not been ' +
        'assigned the partition.',
    ]);
    expect(script.verdict(RULE).sentence).toBe(
      '1 redelivery without a legal reason, of 3 records delivered again; 1 read that nothing ' +
        'allows.',
    );
  });

  it('lists the first ones and counts the rest', () => {
    const script = firstOfThree();
    for (let times = 0; times < 30; times++) script.polled('c1', 1, 3);
    const { findings, findingCount } = script.verdict(RULE);
    expect([findings.length, findingCount]).toEqual([20, 30]);
    expect(script.verdicts().redeliveries.map(redeliverySentence)).toHaveLength(30);
  });
});

describe('a read that nothing allows', () => {
  it('of a consumer that was never assigned the partition', () => {
    expect(objections(saleOfThree().polled('c2', 0, 3))).toEqual([
      'c2 polled coupon-issue-request-0@0..2 at 2.000 s without a legal reason: c2 had not been ' +
        'assigned the partition.',
    ]);
  });

  it('after the partition was given back, or lost', () => {
    for (const taken of ['revoked', 'lost'] as const) {
      const script = firstOfThree().requested('REQ-4')[taken]('c1', 1, 0).at(4).polled('c1', 3, 4);
      expect(objections(script)).toEqual([
        'c1 polled coupon-issue-request-0@3 at 4.000 s without a legal reason: c1 had not been ' +
          'assigned the partition.',
      ]);
    }
  });

  it('of an assignment that the group has not made', () => {
    const script = saleOfThree().told('c2', 2, [0]).at(4).polled('c2', 0, 3);
    expect(objections(script)).toEqual([
      'c2 polled coupon-issue-request-0@0..2 at 4.000 s without a legal reason: the group had ' +
        'not given c2 the partition in generation 2.',
    ]);
  });

  it('with a gap', () => {
    const script = saleOfThree().polled('c1', 0, 1).at(4).polled('c1', 2, 3);
    expect(objections(script)).toEqual([
      'c1 polled coupon-issue-request-0@2 at 4.000 s without a legal reason: it had read up to 1 ' +
        'and went on at 2, without giving the partition up in between.',
    ]);
    expect(script.verdict(RULE).sentence).toBe('1 read that nothing allows.');
  });

  it('that starts behind the committed offset and all that was delivered', () => {
    const script = saleOfThree().polled('c1', 0, 1).handled('c1', 0).committed('c1', 1);
    script
      .revoked('c1', 1, 0)
      .assigned(2, { c2: [0] })
      .at(4)
      .polled('c2', 2, 3);
    expect(objections(script)).toEqual([
      'c2 polled coupon-issue-request-0@2 at 4.000 s without a legal reason: it started at 2, ' +
        'but the committed offset was 1 (by c1 at 2.005 s).',
    ]);
  });

  it('of a record that is handled although nobody has polled it', () => {
    const script = saleOfThree().polled('c1', 0, 1).at(4).handled('c1', 1);
    expect(objections(script)).toEqual([
      'c1 handled coupon-issue-request-0@1 at 4.000 s, which nobody had polled.',
    ]);
  });
});

describe('on a real cluster, where the coordinator does not tell', () => {
  const real = (): RunScript =>
    saleOfThree({ backend: 'kafka' }).polled('c1', 0, 3).handled('c1', 0);

  it('a removal may have happened without being told', () => {
    const script = real()
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3);
    const { status, sentence } = script.ended('drained').verdict(RULE);
    expect([status, sentence]).toEqual([
      'holds',
      '3 records delivered again, all for a known reason: 3 after a removal from the group.',
    ]);
  });

  it('a commit without an answer may have been stored', () => {
    for (const startOffset of [0, 1]) {
      const script = real()
        .commitStarted('c1', 1)
        .crashed('c1')
        .assigned(2, { c2: [0] });
      expect(script.polled('c2', startOffset, 3).ended('drained').verdict(RULE).status).toBe(
        'holds',
      );
    }
  });

  it('a commit that was refused for certain was not', () => {
    const refused = (error: string): RunScript => {
      const script = real().commitAnswered('c1', 0).commitStarted('c1', 1);
      return script
        .commitRefused('c1', 1, error)
        .crashed('c1')
        .assigned(2, { c2: [0] });
    };
    const start = (script: RunScript): string =>
      script.polled('c2', 1, 3).ended('drained').verdict(RULE).status;
    expect(start(refused('CommitFailedException'))).toBe('violated');
    expect(start(refused('TimeoutException'))).toBe('holds');
  });

  it('a commit that is answered is done, and those before it of the same client too', () => {
    const script = real().commitStarted('c1', 0).commitStarted('c1', 1).commitAnswered('c1', 1);
    script.crashed('c1').assigned(2, { c2: [0] });
    expect(script.polled('c2', 0, 3).ended('drained').verdict(RULE).status).toBe('violated');
  });

  it('the position of a client whose generation is not known is judged alike', () => {
    const script = new Script({ backend: 'kafka' }).started('c1').told('c1', -1, [0]);
    script.requested('REQ-1').polled('c1', 0, 1).handled('c1', 0).crashed('c1').started('c1');
    script.told('c1', -1, [0]).polled('c1', 0, 1);
    expect(script.verdicts().redeliveries.map(redeliverySentence)).toEqual([
      'coupon-issue-request-0@0 again at c1: c1 crashed at 0.010 s after its effect, nothing ' +
        'committed.',
    ]);
  });
});
