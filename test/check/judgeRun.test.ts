import { describe, expect, it } from 'vitest';
import { checkExpectations } from '../../src/check/checkExpectations.ts';
import { exitCode, judgeRun } from '../../src/check/judgeRun.ts';
import type { Expectations } from '../../src/history/expectations.ts';
import { NO_EXPECTATIONS } from '../scenario/arbitraryScenario.ts';
import type { RunScript } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

function judge(script: RunScript, changes: Partial<Expectations> = {}): [string, number] {
  const expected = { ...NO_EXPECTATIONS, ...changes };
  const verdicts = script.verdicts();
  const results = checkExpectations(expected, verdicts);
  return [judgeRun(verdicts, expected, results), exitCode(verdicts, expected, results)];
}

function good(): RunScript {
  const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3).committed('c1', 3);
  return script.ended('drained');
}

/** Handled out of order, else good. */
function unordered(): RunScript {
  const script = saleOfThree()
    .polled('c1', 0, 3)
    .handled('c1', 1)
    .handled('c1', 0)
    .handled('c1', 2);
  return script.committed('c1', 3).ended('drained');
}

describe('judgeRun and exitCode', () => {
  it('holds, 0: all rules hold and what is expected was seen', () => {
    expect(judge(good())).toEqual(['holds', 0]);
    expect(judge(good(), { soldOut: { min: 0, max: 0 } })).toEqual(['holds', 0]);
  });

  it('violated, 1: a rule is broken, expected to hold or not mentioned', () => {
    expect(judge(unordered())).toEqual(['violated', 1]);
    expect(judge(unordered(), { holds: ['order per key'] })).toEqual(['violated', 1]);
  });

  it('holds, 0: the scenario shows a broken rule; it must then be broken', () => {
    expect(judge(unordered(), { violates: ['order per key'] })).toEqual(['holds', 0]);
    expect(judge(good(), { violates: ['order per key'] })).toEqual(['violated', 1]);
  });

  it('violated, 1: an expectation was missed', () => {
    expect(judge(good(), { soldOut: { min: 1, max: 1 } })).toEqual(['violated', 1]);
  });

  it('unknown, 2: nothing is wrong, but the history does not tell', () => {
    const cut = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3).committed('c1', 3);
    expect(judge(cut)).toEqual(['unknown', 2]);
    expect(judge(cut.ended('interrupted'))).toEqual(['unknown', 2]);
    const all = cut.verdicts().verdicts.map(({ rule }) => rule);
    // With every rule expected to be violated, only the expectations are asked, and do not know.
    expect(judge(cut, { violates: all })).toEqual(['unknown', 2]);
  });

  it('violated, 1: what is known to be wrong counts more than what is not known', () => {
    const cut = saleOfThree().polled('c1', 0, 3).handled('c1', 1).handled('c1', 0);
    expect(judge(cut)).toEqual(['violated', 1]);
  });
});

describe('the verdicts of a run', () => {
  it('are one for each rule, in one order, and say how the history ends', () => {
    const { verdicts, end } = good().verdicts();
    expect(end).toBe('drained');
    expect(verdicts.map(({ rule, status }) => `${rule}: ${status}`)).toEqual([
      'never oversold: holds',
      'once per request: holds',
      'one coupon a user: holds',
      'order per key: holds',
      'nothing lost: holds',
      'handled before committed: holds',
      'every redelivery explained: holds',
      'drained: holds',
    ]);
    expect(saleOfThree().verdicts().end).toBe('cut');
    expect(saleOfThree().ended('deadline').verdicts().end).toBe('deadline');
  });
});
