import { describe, expect, it } from 'vitest';
import type { Redelivery } from '../../src/check/redelivery.ts';
import { redeliverySentence } from '../../src/check/redeliverySentence.ts';
import type { RunScript } from './runScript.ts';
import { RunScript as Script } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'every redelivery explained';

function told(script: RunScript): string[] {
  return script.verdicts().redeliveries.map(redeliverySentence);
}

function only(script: RunScript): Redelivery {
  const { redeliveries } = script.verdicts();
  expect(redeliveries).toHaveLength(1);
  return redeliveries[0]!;
}

/** c1 has polled all three, handled the first and committed nothing, at 2.5 s. */
function firstOfThree(): RunScript {
  return saleOfThree().polled('c1', 0, 3).handled('c1', 0).at(2.5);
}

describe('every redelivery explained', () => {
  it('holds without a redelivery', () => {
    expect(firstOfThree().ended('drained').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: 'No record was delivered twice.',
    });
    expect(firstOfThree().verdict(RULE).status).toBe('unknown');
    expect(firstOfThree().ended('interrupted').verdict(RULE).status).toBe('unknown');
  });

  it('says how many records came again for which reason', () => {
    const script = firstOfThree()
      .crashed('c1')
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3);
    script
      .handled('c2', 0, 3)
      .stopped('c2')
      .started('c3')
      .assigned(3, { c3: [0] });
    expect(script.polled('c3', 0, 3).ended('drained').verdict(RULE).sentence).toBe(
      '6 records delivered again, all for a known reason: 3 after a crash, 3 after an orderly end.',
    );
  });

  it('sees two groups on one topic apart', () => {
    const others = [
      {
        group: 'audit',
        topics: ['coupon-issue-request'],
        application: 'console',
        consumers: ['a1'],
        autoCommit: [],
      },
    ];
    const script = new Script({ others, backend: 'kafka' }).started('api-1', 'c1', 'a1');
    script
      .assigned(1, { c1: [0] })
      .requested('REQ-1')
      .polled('c1', 0, 1)
      .handled('c1', 0);
    const partitions = [{ topic: 'coupon-issue-request', partition: 0 }];
    const assigned = { type: 'Assigned', process: 'a1', group: 'audit', generation: 1, partitions };
    script.emit({ ...assigned, type: 'Assigned', atUs: script.now }).polled('a1', 0, 1);
    const verdict = script.ended('drained').verdict(RULE);
    expect([verdict.status, verdict.sentence]).toEqual(['holds', 'No record was delivered twice.']);
  });

  it('joins records that came again one after the other, over polls too', () => {
    const script = firstOfThree()
      .crashed('c1')
      .assigned(2, { c2: [0] });
    script.polled('c2', 0, 2).handled('c2', 0, 2).polled('c2', 2, 3);
    const { startOffset, endOffset, withEffectCount, records } = only(script);
    expect([startOffset, endOffset, withEffectCount]).toEqual([0, 3, 1]);
    expect(records.map(({ offset, hadEffect }) => [offset, hadEffect])).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
  });

  describe('knows the cause', () => {
    it('crash: the consumer before died before its commit', () => {
      const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 2).committed('c1', 1);
      script
        .at(2.5)
        .crashed('c1')
        .assigned(2, { c2: [0] })
        .polled('c2', 1, 2);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@1 again at c2: c1 crashed at 2.500 s after its effect, last ' +
          'commit 1, generation 1 -> 2.',
      ]);
    });

    it('crash of a static member that comes back within its session: the same generation', () => {
      const script = firstOfThree().crashed('c1').started('c1').told('c1', 1, [0]);
      script.polled('c1', 0, 1);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0 again at c1: c1 crashed at 2.500 s after its effect, nothing ' +
          'committed, generation 1.',
      ]);
    });

    it('crash of a process whose restart is the first that is heard of it', () => {
      const script = firstOfThree().started('c1').told('c1', 1, [0]).polled('c1', 0, 1);
      expect(only(script)).toMatchObject({ cause: 'crash', problem: '', endedAtUs: 2_500_000 });
    });

    it('stop: an orderly end without a commit of everything', () => {
      const script = firstOfThree()
        .commitRefused('c1', 1, 'TimeoutException')
        .at(2.75)
        .stopped('c1');
      script.assigned(2, { c2: [0] }).polled('c2', 0, 3);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0..2 again at c2 (3 records, 1 with an effect already): c1 ' +
          'stopped at 2.750 s before their commit (its commit of 1 was refused: ' +
          'TimeoutException), nothing committed, generation 1 -> 2.',
      ]);
    });

    it('revocation: a rebalance took the partition before the commit', () => {
      const script = firstOfThree().commitRefused('c1', 1, 'RebalanceInProgressException');
      script
        .at(2.75)
        .revoked('c1', 1, 0)
        .assigned(2, { c2: [0] })
        .polled('c2', 0, 1);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0 again at c2: c1 had to give the partition back at 2.750 s ' +
          'after its effect and before its commit (its commit of 1 was refused: ' +
          'RebalanceInProgressException), nothing committed, generation 1 -> 2.',
      ]);
    });

    it('eviction: the group removed a consumer that knows by now', () => {
      const script = firstOfThree().paused('c1').at(9).removed('c1', 'session expired');
      script
        .assigned(2, { c2: [0] })
        .at(12)
        .resumed('c1')
        .lost('c1', 1, 0)
        .polled('c2', 0, 3);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0..2 again at c2 (3 records, 1 with an effect already): c1 ' +
          'dropped out of the group at 9.000 s before their commit (session expired, paused at ' +
          '2.500 s), nothing committed, generation 1 -> 2.',
      ]);
    });

    it('eviction: a consumer that does not know yet', () => {
      const script = firstOfThree().removed('c1', 'left: poll interval expired');
      script.assigned(2, { c2: [0] }).polled('c2', 0, 1);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0 again at c2: c1 dropped out of the group at 2.500 s after its ' +
          'effect (left: poll interval expired), nothing committed, generation 1 -> 2.',
      ]);
    });

    it('eviction: a static member that stays in the group while others get its partition', () => {
      const script = firstOfThree()
        .assigned(2, { c2: [0] })
        .polled('c2', 0, 1);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0 again at c2: the group had given the partition of c1 to others ' +
          'after its effect, nothing committed, generation 1 -> 2.',
      ]);
      // In a later generation it is to have the partition back, and has heard of neither.
      script
        .stored(3, { c1: [0] })
        .at(4)
        .polled('c1', 3, 4);
      expect(script.ended('drained').verdict(RULE).status).toBe('holds');
    });

    it('zombie: the removed consumer reads on what the new owner has got', () => {
      const script = saleOfThree().polled('c1', 0, 1).at(2.5).removed('c1', 'session expired');
      script
        .assigned(2, { c2: [0] })
        .polled('c2', 0, 3)
        .at(4)
        .polled('c1', 1, 3);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0 again at c2: c1 dropped out of the group at 2.500 s before its ' +
          'effect (session expired), nothing committed, generation 1 -> 2.',
        'coupon-issue-request-0@1..2 again at c1 (2 records, 0 with an effect already): c1 had ' +
          'lost the partition to c2 and did not know it yet (session expired), generation 2 -> 1.',
      ]);
      // And the new owner, whom the zombie has overtaken, gets the rest again.
      script.requested('REQ-4').polled('c1', 3, 4).polled('c2', 3, 4);
      expect(script.verdicts().redeliveries.at(-1)).toMatchObject({
        cause: 'eviction',
        process: 'c2',
      });
      expect(script.ended('drained').verdict(RULE).status).toBe('holds');
    });

    it('zombie from the start: it hears of an assignment that is history already', () => {
      const script = saleOfThree()
        .revoked('c1', 1, 0)
        .stored(2, { c1: [0] });
      script
        .assigned(3, { c2: [0] })
        .polled('c2', 0, 3)
        .at(3)
        .told('c1', 2, [0]);
      script.polled('c1', 0, 3).ended('drained');
      expect(script.verdict(RULE).status).toBe('holds');
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0..2 again at c1 (3 records, 0 with an effect already): c1 had ' +
          'lost the partition to c2 and did not know it yet, generation 3 -> 2.',
      ]);
    });

    it('commit went back: only for records before the offset that it went back from', () => {
      const script = saleOfThree().requested('REQ-4').polled('c1', 0, 4).handled('c1', 0, 4);
      script.committed('c1', 3).at(3).committed('c1', 1).at(4).crashed('c1');
      script.assigned(2, { c2: [0] }).polled('c2', 1, 4);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@1..2 again at c2 (2 records, 2 with an effect already): a commit ' +
          'went back at 3.001 s (c1 committed an offset below 3), last commit 1, ' +
          'generation 1 -> 2.',
        'coupon-issue-request-0@3 again at c2: c1 crashed at 4.000 s after its effect, last ' +
          'commit 1, generation 1 -> 2.',
      ]);
    });

    it('log truncated: a consumer is set back after a change of leader, once', () => {
      const script = firstOfThree().leaderElected(1).at(3).submitted('REQ-4').written('REQ-4');
      expect(told(script.at(4).polled('c1', 1, 2))).toEqual([
        'coupon-issue-request-0@1 again at c1: the log was cut at 3.002 s by a change of leader ' +
          'and the position was set anew, nothing committed, generation 1.',
      ]);
      expect(script.ended('drained').verdict(RULE).status).toBe('holds');
      expect(script.polled('c1', 1, 2).verdict(RULE).status).toBe('violated');
    });

    it('log truncated: a new owner cannot start where the log no longer is', () => {
      const script = firstOfThree().handled('c1', 1, 3).committed('c1', 3).leaderElected(2);
      script
        .submitted('REQ-4')
        .written('REQ-4')
        .revoked('c1', 1, 0)
        .assigned(2, { c2: [0] });
      script.polled('c2', 2, 3).ended('drained');
      expect(only(script)).toMatchObject({ cause: 'log truncated', committedOffset: -1 });
      expect(script.verdict(RULE).status).toBe('holds');
    });

    it('log truncated: on a real cluster every change of leader may have cut the log', () => {
      const script = saleOfThree({ backend: 'kafka' }).polled('c1', 0, 3).leaderElected(3);
      expect(script.polled('c1', 1, 3).ended('drained').verdict(RULE).status).toBe('holds');
    });

    it('assigned anew: the same consumer starts at the committed offset again', () => {
      const script = firstOfThree()
        .assigned(2, { c1: [0] })
        .polled('c1', 0, 1);
      expect(told(script)).toEqual([
        'coupon-issue-request-0@0 again at c1: c1 was assigned the partition anew at 2.501 s, ' +
          'nothing committed, generation 1 -> 2.',
      ]);
    });
  });

  describe('accepts as the start of an owner', () => {
    it('what is committed between its assignment and its first poll', () => {
      const script = firstOfThree().handled('c1', 1, 3).committed('c1', 1).revoked('c1', 1, 0);
      script
        .assigned(2, { c2: [0] })
        .committed('c1', 2)
        .committed('c1', 3);
      for (const startOffset of [1, 2, 3]) {
        const branch = new Script();
        branch
          .at(9)
          .emit(...script.events)
          .polled('c2', startOffset, 4);
        expect(branch.verdicts().redeliveries.every(({ cause }) => cause === 'revocation')).toBe(
          true,
        );
        expect(branch.ended('drained').verdict(RULE).status).toBe('holds');
      }
    });

    it('where auto.offset.reset leads, if nothing is committed', () => {
      const script = firstOfThree()
        .crashed('c1')
        .assigned(2, { c2: [0] })
        .polled('c2', 2, 3);
      expect(script.ended('drained').verdict(RULE).status).toBe('holds');
      expect(only(script)).toMatchObject({ cause: 'crash', committedOffset: -1 });
    });

    it('the beginning of an added partition', () => {
      const script = saleOfThree().emit({
        type: 'PartitionsAdded',
        atUs: 2_000_000,
        process: '',
        topic: 'coupon-issue-request',
        before: 1,
        after: 2,
      });
      script
        .requested('REQ-4', { to: 1 })
        .revoked('c1', 1, 0)
        .assigned(2, { c1: [0, 1] });
      script.polled('c1', 0, 3, 0).polled('c1', 0, 1, 1);
      expect(script.ended('drained').verdict(RULE).status).toBe('holds');
    });
  });
});
