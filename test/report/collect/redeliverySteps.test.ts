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
  it('tells a crash step by step, each with its time', async () => {
    const steps = redeliverySteps(
      CRASH,
      new Map([
        ['DUPLICATE', 1],
        ['ISSUED', 2],
      ]),
    );
    const lines = steps.map(({ atUs, text }) => `${atUs === null ? '-' : atUs / 1e6} ${text}\n`);
    // `npx vitest run test/report -u` writes the golden files anew.
    await expect(lines.join('')).toMatchFileSnapshot('golden/steps-of-a-crash.txt');
  });

  it('has words for every cause', async () => {
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
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('golden/causes.txt');
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
