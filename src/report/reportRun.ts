import type { Redelivery } from '../check/redelivery.ts';
import type { Verdict, VerdictStatus } from '../check/verdict.ts';
import type { HistoryEvent, HistoryHeader } from '../history/event.ts';

/** One thing that the scenario expects. */
export interface ReportExpectation {
  readonly status: VerdictStatus;
  /** `issued of coupon 1: 30`. */
  readonly expected: string;
  readonly found: string;
}

/** Everything that a report tells of one run. */
export interface ReportRun {
  readonly header: HistoryHeader;
  readonly events: readonly HistoryEvent[];
  readonly digest: string;
  readonly verdicts: readonly Verdict[];
  readonly expectations: readonly ReportExpectation[];
  readonly redeliveries: readonly Redelivery[];
  /** How long the run took on this machine, in microseconds; null: not known (a saved history). */
  readonly realUs: number | null;
  /** Why the history is not complete; '' if it is. */
  readonly problem: string;
}

/** The worst of all statuses: violated, then unknown, then holds. */
export function overallStatus(run: ReportRun): VerdictStatus {
  const statuses = [...run.verdicts, ...run.expectations].map(({ status }) => status);
  if (statuses.includes('violated')) return 'violated';
  return statuses.includes('unknown') || run.problem !== '' ? 'unknown' : 'holds';
}
