import { describe, expect, it } from 'vitest';
import type { RunScript } from './runScript.ts';
import { GROUP, TOPIC } from './scriptHeader.ts';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'nothing lost';
const AUDIT = { group: 'audit', topics: [TOPIC], application: 'console', consumers: ['a1'] };

/** All three are polled and REQ-1 is handled. */
function firstOfThree(): RunScript {
  return saleOfThree().polled('c1', 0, 3).handled('c1', 0);
}

function sentences(script: RunScript): string[] {
  return script.verdict(RULE).findings.map(({ sentence }) => sentence);
}

describe('nothing lost', () => {
  it('holds if every acknowledged record is handled and every request has its result', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3).committed('c1', 3);
    expect(script.ended('drained').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: '3 acknowledged records, all handled.',
      findingCount: 0,
    });
  });

  it('is unknown while records are only late', () => {
    const late = firstOfThree();
    expect(late.verdict(RULE)).toMatchObject({
      status: 'unknown',
      sentence:
        '2 acknowledged records not handled when the history ends: late or lost, it does not tell.',
    });
    for (const reason of ['deadline', 'interrupted'] as const)
      expect(firstOfThree().ended(reason).verdict(RULE).status).toBe('unknown');
  });

  it('is unknown of an interrupted run in which everything was handled so far', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3);
    expect(script.ended('interrupted').verdict(RULE).status).toBe('unknown');
  });

  it('is violated by a record that nobody has handled when all is at rest', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 2).committed('c1', 2);
    script.at(3).ended('drained');
    expect(script.verdict(RULE)).toMatchObject({
      status: 'violated',
      sentence: '1 acknowledged record or request lost.',
    });
    expect(sentences(script)).toEqual([
      `REQ-3 (coupon-issue-request-0@2) was acknowledged and never handled by ${GROUP}: ` +
        'c1 polled it at 2.000 s.',
    ]);
  });

  it('is violated by a commit before the effect and a crash in between, at once', () => {
    const script = firstOfThree().at(2.5).committed('c1', 3).at(2.75).crashed('c1');
    expect(sentences(script)[0]).toBe(
      `REQ-2 (coupon-issue-request-0@1) was acknowledged and never handled by ${GROUP}: c1 ` +
        'polled it at 2.000 s and crashed at 2.750 s, after c1 committed 3 at 2.501 s.',
    );
    // As long as c1 lives, it may still handle them.
    expect(firstOfThree().committed('c1', 3).verdict(RULE).status).toBe('unknown');
  });

  it('is violated by a commit that covers what nobody polled', () => {
    const script = firstOfThree().requested('REQ-4').at(3).committed('c1', 4).ended('deadline');
    expect(sentences(script)).toEqual([
      `REQ-4 (coupon-issue-request-0@3) was acknowledged and never handled by ${GROUP}: nobody ` +
        'polled it, since c1 committed 4 at 3.001 s.',
    ]);
  });

  it('is violated by a group that starts to read behind records', () => {
    const script = saleOfThree().polled('c1', 2, 3).handled('c1', 2).ended('drained');
    expect(sentences(script)).toEqual(
      [1, 2].map(
        (number) =>
          `REQ-${number} (coupon-issue-request-0@${number - 1}) was acknowledged and never ` +
          `handled by ${GROUP}: nobody polled it: the group started to read behind it.`,
      ),
    );
  });

  it('lets a send with an unknown outcome go either way', () => {
    const unknown = (): RunScript =>
      firstOfThree()
        .handled('c1', 1, 3)
        .submitted('REQ-4')
        .written('REQ-4')
        .refused('REQ-4', false);
    expect(unknown().ended('drained').verdict(RULE).status).toBe('holds');
    const handled = unknown().polled('c1', 3, 4).handled('c1', 3).ended('drained');
    expect(handled.verdict(RULE).status).toBe('holds');
    expect(handled.verdict('once per request').status).toBe('holds');
  });

  it('excuses a request that another record of it has decided, and dead letters', () => {
    const duplicate = saleOfThree().requested('REQ-1').polled('c1', 0, 3).handled('c1', 0, 3);
    expect(duplicate.ended('drained').verdict(RULE).status).toBe('holds');
    const dead = firstOfThree().handled('c1', 1).began('c1', 2);
    dead.finished('c1', 2, 'DEAD_LETTERED').deadLettered('c1', 2, 'no such coupon');
    expect(dead.ended('drained').verdict(RULE).status).toBe('holds');
    expect(dead.verdicts().facts.deadLettered).toBe(1);
  });

  it('is violated by a handled request without a result', () => {
    const script = firstOfThree().handled('c1', 1).began('c1', 2).finished('c1', 2, 'DUPLICATE');
    expect(sentences(script)).toEqual([
      'REQ-3 (coupon-issue-request-0@2) was accepted at 1.013 s, but has no result.',
    ]);
  });

  it('is violated by an accepted request that is in no log, once all is at rest', () => {
    const script = firstOfThree().handled('c1', 1, 3).at(5).submitted('REQ-4').accepted('REQ-4');
    expect(script.verdict(RULE).status).toBe('unknown');
    expect(sentences(script.ended('drained'))).toEqual([
      'REQ-4 was accepted at 5.001 s, but has no result.',
    ]);
  });

  it('does not take an answer without an offset (acks=0) for an acknowledgement', () => {
    const script = firstOfThree().handled('c1', 1, 3).written('REQ-2').acknowledged('REQ-2', -1);
    expect(script.ended('drained').verdict(RULE).status).toBe('holds');
    expect(script.verdicts().anomalies.every(({ count }) => count === 0)).toBe(true);
  });

  it('asks every group that reads the topic', () => {
    const script = saleOfThree({ others: [{ ...AUDIT, autoCommit: [] }] }).started('a1');
    script.polled('c1', 0, 3).handled('c1', 0, 3).committed('c1', 3).ended('drained');
    expect(script.verdict(RULE).findings.map(({ sentence }) => sentence)[0]).toBe(
      'REQ-1 (coupon-issue-request-0@0) was acknowledged and never handled by audit: nobody ' +
        'polled it: the group started to read behind it.',
    );
    expect(script.verdict(RULE).findingCount).toBe(3);
  });
});
