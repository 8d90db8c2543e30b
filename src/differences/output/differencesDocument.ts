import type { RunComparison } from '../compareRuns.ts';
import type { RunHeader } from './runHeader.ts';
import { runHeader } from './runHeader.ts';
import { semanticResults } from '../semantics.ts';
import { factRows, takeoverRows } from './comparisonRows.ts';
import { overallWords } from './comparisonWords.ts';

/** Name of the JSON document. */
export const DIFFERENCES_FORMAT = 'partition-lab-differences';
/** Raised when a program that reads this version could misread the next. */
export const DIFFERENCES_VERSION = 1;

/** The JSON document of a comparison, as `docs/json.md` describes it. */
export function differencesDocument(comparison: RunComparison): object {
  const { simulated, real, client, differences, questions, scheduleCount, scheduleLimit } =
    comparison;
  const head: { readonly simulated: RunHeader; readonly real: RunHeader } = {
    simulated: runHeader(simulated),
    real: runHeader(real),
  };
  return {
    format: DIFFERENCES_FORMAT,
    version: DIFFERENCES_VERSION,
    isFaithful: comparison.isFaithful,
    exitCode: comparison.isFaithful ? 0 : 1,
    sentence: overallWords(comparison),
    ...head,
    client,
    facts: factRows(comparison),
    semantics: semanticResults(simulated, real, differences),
    differences: differences.map((one) => ({
      kind: one.kind,
      subject: one.subject,
      simulated: one.simulated,
      real: one.real,
      class: one.class,
      rule: one.rule === '' ? null : one.rule,
      reason: one.reason,
      shownBy: one.shownBy === '' ? null : one.shownBy,
    })),
    questions,
    schedules: { run: scheduleCount, limit: scheduleLimit },
    takeovers: takeoverRows(comparison),
  };
}
