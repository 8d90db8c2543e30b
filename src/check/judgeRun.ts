import type { ExpectationResult } from './expectationResult.ts';
import type { Expectations } from '../history/expectations.ts';
import type { Verdicts } from './runCheckers.ts';
import type { VerdictStatus } from './verdict.ts';

/**
 * The judgement on a whole run. A rule may be violated only if the scenario says so (`violates`);
 * `results` are what `checkExpectations` gave for it. `unknown` only if nothing is wrong.
 */
export function judgeRun(
  verdicts: Verdicts,
  expect: Pick<Expectations, 'violates'>,
  results: readonly ExpectationResult[],
): VerdictStatus {
  const judged = verdicts.verdicts.filter(({ rule }) => !expect.violates.includes(rule));
  if (judged.some(({ status }) => status === 'violated')) return 'violated';
  if (results.some(({ status }) => status === 'missed')) return 'violated';
  if (judged.some(({ status }) => status === 'unknown')) return 'unknown';
  return results.some(({ status }) => status === 'unknown') ? 'unknown' : 'holds';
}

/** The exit code of a command that judges a run: 0 holds, 1 violated, 2 could not tell. */
export function exitCode(
  verdicts: Verdicts,
  expect: Pick<Expectations, 'violates'>,
  results: readonly ExpectationResult[],
): 0 | 1 | 2 {
  return EXIT_CODES[judgeRun(verdicts, expect, results)];
}

const EXIT_CODES = { holds: 0, violated: 1, unknown: 2 } as const;
