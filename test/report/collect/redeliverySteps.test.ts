import { describe, expect, it } from 'vitest';
import type { Redelivery, RedeliveryCause } from '../../../src/check/redelivery.ts';
import { redeliverySteps } from '../../../src/report/collect/redeliverySteps.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

const [CRASH] = scriptReport(crashScript()).verdicts.redeliveries as [Redelivery];

function redelivery(changes: Partial<Redelivery>): Redelivery {
  return { ...CRASH, ...changes };
}

describe('redeliverySteps', () => {
  it('tells a crash step by step, each with its time', () => {
    const steps = redeliverySteps(
      CRASH,
      new Map([
        ['DUPLICATE', 1],
        ['ISSUED', 2],
      ]),
    );
    expect(steps).toMatchInlineSnapshot(`
      [
        {
          "atUs": 2000000,
          "text": "c1 is handed offsets 1 to 3 of coupon-issue-request-0: 3 records. It handles 1 of them.",
        },
        {
          "atUs": 3000000,
          "text": "c1 crashes and has not committed them.",
        },
        {
          "atUs": null,
          "text": "The last commit is 1. That is all Kafka knows: what lies below offset 1 is done. Of what was done since, it knows nothing.",
        },
        {
          "atUs": 10000000,
          "text": "c2 owns the partition in generation 2, begins at the last commit and is handed them again.",
        },
        {
          "atUs": null,
          "text": "This time: 1 record done already, as the request id in the store shows, and not done twice; 2 records issued.",
        },
      ]
    `);
  });

  it('has words for every cause', () => {
    const causes: readonly RedeliveryCause[] = [
      'crash',
      'stop',
      'revocation',
      'eviction',
      'zombie',
      'commit went back',
      'log truncated',
      'assigned anew',
      'unexplained',
    ];
    const told = causes.map((cause) => {
      const one = redelivery({ cause, detail: 'a reason', problem: 'a problem' });
      return redeliverySteps(one, undefined)[1]!.text;
    });
    expect(told).toMatchInlineSnapshot(`
      [
        "c1 crashes (a reason) and has not committed them.",
        "c1 stops (a reason) and has not committed them.",
        "The group rebalances: c1 gives the partition back (a reason), not yet committed.",
        "The group goes on without c1 (a reason), which has them in hand and uncommitted.",
        "The group gives the partition to c1; c2 does not know it yet (a reason).",
        "A commit sets the group back (a reason).",
        "The partition gets another leader (a reason), and the position is set anew.",
        "c2 is given the partition anew (a reason).",
        "No legal reason is known: a problem.",
      ]
    `);
  });

  it('says what Kafka knew only where it began at a commit', () => {
    const textOf = (changes: Partial<Redelivery>): string =>
      redeliverySteps(redelivery(changes), undefined)
        .map(({ text }) => text)
        .join('\n');
    expect(textOf({ committedOffset: -1 })).toContain('Nothing has been committed');
    expect(textOf({ committedOffset: -1 })).toContain('begins where auto.offset.reset says');
    expect(textOf({ cause: 'zombie' })).not.toContain('commit');
    expect(textOf({ startOffset: 1, endOffset: 2, withEffectCount: 1 })).toContain(
      'c1 is handed the record at offset 1 of coupon-issue-request-0 and handles it.',
    );
    expect(textOf({ withEffectCount: 3 })).toContain('It handles all of them.');
    expect(textOf({ withEffectCount: 0 })).toContain('none of them handled in time');
  });
});
