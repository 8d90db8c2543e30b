import { describe, expect, it } from 'vitest';
import type { RunScript } from './runScript.ts';
import { RunScript as Script } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

const RULE = 'drained';

/** c1 has polled all three, handled the first and committed it. */
function firstOfThree(): RunScript {
  return saleOfThree().polled('c1', 0, 3).handled('c1', 0).committed('c1', 1).at(3);
}

function pending(script: RunScript): string[] {
  return script.verdict(RULE).findings.map(({ sentence }) => sentence);
}

describe('drained', () => {
  it('holds if everything came to rest, and says how long it took', () => {
    const script = firstOfThree().quiet().handled('c1', 1, 3).committed('c1', 3).at(4.5);
    expect(script.ended('drained').verdict(RULE)).toMatchObject({
      status: 'holds',
      sentence: 'Everything came to rest, 1.500 s after workload and faults were over.',
    });
    expect(new Script().ended('drained').verdict(RULE).sentence).toBe('Everything came to rest.');
  });

  it('holds of a group that does not commit but has read all', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3).ended('drained');
    expect(script.verdict(RULE).status).toBe('holds');
  });

  it('is violated if the run says so and the offsets do not', () => {
    const script = firstOfThree().handled('c1', 1, 3).ended('drained');
    expect(script.verdict(RULE)).toMatchObject({
      status: 'violated',
      sentence:
        'The run says that everything came to rest, but its events do not: ' +
        'coupon-issue-request-0 has a lag of 2 in coupon-issue-group: committed up to 1, end 3, ' +
        'held by c1, which has read up to 3.',
    });
    const unread = saleOfThree().polled('c1', 0, 1).handled('c1', 0).ended('drained');
    expect(unread.verdict(RULE).status).toBe('violated');
  });

  it('gives a commit the benefit of the doubt whose answer is on the way', () => {
    const script = saleOfThree({ backend: 'kafka' }).polled('c1', 0, 3).handled('c1', 0, 3);
    script.committed('c1', 1).commitStarted('c1', 3).ended('drained');
    expect(script.verdict(RULE).status).toBe('holds');
  });

  it('is unknown if the run was interrupted or the history is cut, and names the rest', () => {
    expect(firstOfThree().ended('interrupted').verdict(RULE)).toMatchObject({
      status: 'unknown',
      sentence:
        'The run was interrupted: coupon-issue-request-0 has a lag of 2 in coupon-issue-group: ' +
        'committed up to 1, end 3, held by c1, which has read up to 3; 1 more thing is pending.',
    });
    expect(firstOfThree().verdict(RULE).sentence).toMatch(/^The history ends before the run did: /);
    expect(new Script({ consumers: [] }).started('api-1').verdict(RULE).status).toBe('unknown');
  });

  it('says so if nothing known is pending', () => {
    const script = firstOfThree().handled('c1', 1, 3).committed('c1', 3).ended('deadline');
    expect(script.verdict(RULE)).toMatchObject({
      status: 'violated',
      sentence: 'The system did not come to rest in time: nothing known is pending.',
      findingCount: 0,
    });
  });

  describe('names as pending', () => {
    it('requests without a result, by partition', () => {
      expect(pending(firstOfThree().ended('deadline'))[1]).toBe(
        '2 accepted requests in coupon-issue-request-0 have no result: REQ-2, REQ-3, accepted at ' +
          '1.008 s or later.',
      );
      const many = firstOfThree();
      for (let number = 4; number <= 9; number++) many.requested(`REQ-${number}`);
      const finding = many.ended('deadline').verdict(RULE).findings[1]!;
      expect(finding.sentence).toContain('REQ-2, REQ-3, REQ-4 and 5 more, accepted at');
      expect(finding.requestIds).toHaveLength(8);
      expect(finding.records[0]).toBe('coupon-issue-request-0@1');
    });

    it('a commit that went back, as nobody commits again what is handled', () => {
      const script = firstOfThree().handled('c1', 1, 3).committed('c1', 3).at(4);
      expect(pending(script.committed('c1', 1).ended('deadline'))).toEqual([
        'coupon-issue-request-0 has a lag of 2 in coupon-issue-group: committed up to 1 (a ' +
          'commit at 4.001 s took it back from 3), end 3, held by c1, which has read up to 3.',
      ]);
    });

    it('a group whose consumers are all dead, with their ends', () => {
      const script = firstOfThree().at(3.25).crashed('c1').stopped('c2').ended('deadline');
      expect(pending(script).slice(0, 2)).toEqual([
        'coupon-issue-group has no live consumer: c1 crashed at 3.250 s, c2 stopped at 3.251 s.',
        'coupon-issue-request-0 has a lag of 2 in coupon-issue-group: committed up to 1, end 3, ' +
          'nobody holds it since c1 crashed at 3.250 s.',
      ]);
    });

    it('a broker that is dead, and no producer that is', () => {
      const script = firstOfThree().at(3.25).crashed('broker-1').crashed('api-1').ended('deadline');
      expect(pending(script)[0]).toBe('broker-1 crashed at 3.250 s and was not started again.');
      expect(pending(script).some((each) => each.startsWith('api-1'))).toBe(false);
    });

    it('a group of which nobody was ever started', () => {
      const script = new Script().started('api-1').requested('REQ-1').ended('deadline');
      expect(pending(script)).toEqual([
        'coupon-issue-group has no live consumer: none was ever started.',
        'coupon-issue-request-0 has a lag of 1 in coupon-issue-group: nothing committed, end 1, ' +
          'nobody was ever assigned it.',
        '1 accepted request in coupon-issue-request-0 has no result: REQ-1, accepted at 0.004 s.',
      ]);
    });

    it('the record over which a worker has given up', () => {
      const script = firstOfThree().began('c1', 1).finished('c1', 1, 'FAILED', 0, 'unavailable');
      script.at(4).revoked('c1', 1, 0).stopped('c1').stopped('c2').ended('deadline');
      expect(pending(script).slice(0, 2)).toEqual([
        'coupon-issue-group has no live consumer: c1 stopped at 4.001 s over ' +
          'coupon-issue-request-0@1, which failed: unavailable, c2 stopped at 4.002 s.',
        'coupon-issue-request-0 has a lag of 2 in coupon-issue-group: committed up to 1, end 3, ' +
          'nobody holds it since c1 gave it back at 4.000 s.',
      ]);
    });

    it('a record in hand, and one that fails again and again', () => {
      const script = firstOfThree().began('c1', 1);
      expect(pending(script.ended('deadline'))[0]).toBe(
        'c1 has coupon-issue-request-0@1 in hand since 3.000 s.',
      );
      const failing = firstOfThree().began('c1', 1).finished('c1', 1, 'FAILED', 0, 'unavailable');
      expect(pending(failing)[0]).toBe(
        'c1 is to try coupon-issue-request-0@1 again, which failed at 3.001 s: unavailable.',
      );
      expect(pending(failing.at(5).began('c1', 1, 0, 2).ended('deadline'))[0]).toBe(
        'c1 has coupon-issue-request-0@1 in hand since 5.000 s, attempt 2; the last one failed: ' +
          'unavailable.',
      );
    });

    it('a paused consumer, as long as it is', () => {
      const script = firstOfThree().at(3.5).paused('c1');
      expect(pending(script)[0]).toBe('c1 is paused since 3.500 s.');
      expect(pending(script.resumed('c1').ended('deadline'))[0]).toMatch(/^coupon-issue-request-0/);
    });

    it('a rebalance under way, and consumers that are not in the group', () => {
      const script = firstOfThree().at(3.5).groupState('PreparingRebalance', 'c2-1 left');
      script.removed('c2', 'left').ended('deadline');
      expect(pending(script).slice(0, 2)).toEqual([
        'coupon-issue-group is PreparingRebalance since 3.500 s: c2-1 left.',
        'c2 runs, but is no member of coupon-issue-group.',
      ]);
    });

    it('no consumer that is in the group and has no partition: there may be too many', () => {
      const script = firstOfThree().groupState('Stable', 'the assignment is stored');
      expect(pending(script.ended('deadline')).some((each) => each.startsWith('c2'))).toBe(false);
    });

    it('sends without an answer', () => {
      const script = firstOfThree().handled('c1', 1, 3).committed('c1', 3).at(5);
      script.submitted('REQ-4').sent('REQ-4').at(6).submitted('REQ-5').sent('REQ-5');
      expect(pending(script.ended('deadline'))).toEqual([
        'api-1 waits for the answer to 2 sends: REQ-4, REQ-5, the first since 5.000 s.',
      ]);
      expect(pending(script.crashed('api-1'))).toEqual([]);
    });

    it('sends without a request', () => {
      const script = firstOfThree().handled('c1', 1, 3).committed('c1', 3).sent(null);
      expect(pending(script)).toEqual(['api-1 waits for the answer to 1 send.']);
    });
  });
});
