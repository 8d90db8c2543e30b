import { checkExpectations } from '../../src/check/checkExpectations.ts';
import type { Expectations } from '../../src/history/expectations.ts';
import { runPicture } from '../../src/report/collect/runPicture.ts';
import type { RunPicture } from '../../src/report/collect/runPicture.ts';
import type { ReportParts, ReportRun } from '../../src/report/reportRun.ts';
import { newReportRun } from '../../src/report/reportRun.ts';
import type { RunScript } from '../check/runScript.ts';

/** The picture of a history written by hand. */
export function scriptPicture(script: RunScript): RunPicture {
  return runPicture(script.header, script.events);
}

/** The report of a history written by hand, judged by what `expect` asks for. */
export function scriptReport(
  script: RunScript,
  expect: Partial<Expectations> = {},
  parts: Partial<ReportParts> = {},
): ReportRun {
  const header = { ...script.header, expect: { ...NOTHING_EXPECTED, ...expect } };
  const verdicts = script.verdicts();
  return newReportRun({
    header,
    events: script.events,
    digest: '0123456789abcdef',
    verdicts,
    expectations: checkExpectations(header.expect, verdicts),
    realUs: 82_000,
    problem: '',
    ...parts,
  });
}

/** A scenario that expects nothing. */
export const NOTHING_EXPECTED: Expectations = {
  holds: [],
  violates: [],
  issued: {},
  soldOut: null,
  duplicates: null,
  deadLettered: null,
  redelivered: null,
  generations: null,
  partitions: {},
  issuedInLogOrder: false,
  handled: {},
};
