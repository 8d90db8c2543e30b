import type { HistoryEvent, HistoryHeader } from '../history/event.ts';

/** How a rule or an expectation came out. */
export type Finding = 'holds' | 'violated' | 'unknown';

/** One rule in plain words. */
export interface ReportVerdict {
  /** `never oversold`. */
  readonly rule: string;
  readonly finding: Finding;
  /** One sentence: what was found. */
  readonly text: string;
  /** What shows it, one line each. */
  readonly details: readonly string[];
}

/** One thing that the scenario expects. */
export interface ReportExpectation {
  readonly finding: Finding;
  /** `issued of coupon 1: 30`. */
  readonly expected: string;
  readonly found: string;
}

/** One delivery of a record that had been delivered before, and why. */
export interface ReportRedelivery {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** 2: the second delivery to the group. */
  readonly nth: number;
  readonly consumer: string;
  readonly atUs: number;
  /** The reason in a few words, the same for all redeliveries of one kind. */
  readonly kind: string;
  /** The reason in a sentence. */
  readonly text: string;
  /** False: nothing in the history allows it. */
  readonly isExplained: boolean;
}

/** Everything that a report tells of one run. */
export interface ReportRun {
  readonly header: HistoryHeader;
  readonly events: readonly HistoryEvent[];
  readonly digest: string;
  readonly verdicts: readonly ReportVerdict[];
  readonly expectations: readonly ReportExpectation[];
  readonly redeliveries: readonly ReportRedelivery[];
  /** How long the run took on this machine, in microseconds; null: not known (a saved history). */
  readonly realUs: number | null;
  /** Why the history is not complete; '' if it is. */
  readonly problem: string;
}

/** The worst of all findings: violated, then unknown, then holds. */
export function overallFinding(run: ReportRun): Finding {
  const findings = [...run.verdicts, ...run.expectations].map(({ finding }) => finding);
  if (findings.includes('violated')) return 'violated';
  return findings.includes('unknown') || run.problem !== '' ? 'unknown' : 'holds';
}
