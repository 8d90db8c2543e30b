import type { ExpectationResult } from '../check/expectationResult.ts';
import { judgeRun } from '../check/judgeRun.ts';
import type { Verdicts } from '../check/runCheckers.ts';
import type { VerdictStatus } from '../check/verdict.ts';
import type { HistoryEvent, HistoryHeader } from '../history/event.ts';

/** What a report is made from. */
export interface ReportParts {
  readonly header: HistoryHeader;
  /** Iterated more than once. */
  readonly events: Iterable<HistoryEvent>;
  /** Digest of the run, as the command prints it. */
  readonly digest: string;
  /** What `runCheckers` says of the same events. */
  readonly verdicts: Verdicts;
  /** What `checkExpectations` says of them. */
  readonly expectations: readonly ExpectationResult[];
  /** How long the run took on this machine, in microseconds; null: not known (a saved history). */
  readonly realUs: number | null;
  /** One sentence: why the history is not complete; '' if it is. */
  readonly problem: string;
}

/** Everything that a report tells of one run, on the terminal, in charts and on the page. */
export interface ReportRun extends ReportParts {
  /** The judgement on the whole run: rules and expectations together. */
  readonly status: VerdictStatus;
}

/** A run as reports tell it. */
export function newReportRun(parts: ReportParts): ReportRun {
  const { header, verdicts, expectations } = parts;
  const judged = judgeRun(verdicts, { violates: header.expect?.violates ?? [] }, expectations);
  const status = judged === 'holds' && parts.problem !== '' ? 'unknown' : judged;
  return { ...parts, status };
}
