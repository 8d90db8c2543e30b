import { describe, expect, it } from 'vitest';
import type { Redelivery } from '../../../src/check/redelivery.ts';
import {
  redeliveredCount,
  redeliveryGroups,
} from '../../../src/report/collect/redeliveryGroups.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

const [CRASH] = scriptReport(crashScript()).verdicts.redeliveries as [Redelivery];

function redelivery(changes: Partial<Redelivery>): Redelivery {
  return { ...CRASH, ...changes };
}

describe('redeliveryGroups', () => {
  it('puts the unexplained first, then the causes with most records', () => {
    const groups = redeliveryGroups([
      redelivery({ cause: 'stop', startOffset: 0, endOffset: 1 }),
      redelivery({ cause: 'crash', startOffset: 0, endOffset: 4 }),
      redelivery({ cause: 'unexplained', startOffset: 0, endOffset: 1 }),
      redelivery({ cause: 'stop', startOffset: 1, endOffset: 2 }),
    ]);
    expect(groups.map(({ cause, recordCount }) => [cause, recordCount])).toEqual([
      ['unexplained', 1],
      ['crash', 4],
      ['stop', 2],
    ]);
    expect(groups[2]!.redeliveries.map(({ number }) => number)).toEqual([1, 4]);
  });

  it('counts records, not runs of them', () => {
    expect(redeliveredCount([CRASH, redelivery({ startOffset: 7, endOffset: 8 })])).toBe(4);
    expect(redeliveredCount([])).toBe(0);
  });
});
