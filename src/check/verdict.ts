import type { HoldName } from '../history/expectations.ts';

/** `unknown`: the history does not tell, because it was cut or the run was stopped. */
export type VerdictStatus = 'holds' | 'violated' | 'unknown';

/** One case in which a rule is broken, or one anomaly. */
export interface Finding {
  /** One plain sentence with times, records and processes. */
  readonly sentence: string;
  readonly atUs: number;
  readonly processes: readonly string[];
  /** As `topic-partition@offset`. */
  readonly records: readonly string[];
  readonly requestIds: readonly string[];
}

/** The judgement on one rule. */
export interface Verdict {
  readonly rule: HoldName;
  readonly status: VerdictStatus;
  /** The judgement in one plain sentence. */
  readonly sentence: string;
  /** How many cases there are; only the first ones are listed. */
  readonly findingCount: number;
  readonly findings: readonly Finding[];
}
