import type { ExposureCounts } from '../../check/exposures.ts';
import type { VerdictStatus } from '../../check/verdict.ts';
import type { SeedRange } from '../simulate/seedRange.ts';
import type { SeedProblem, SeedResult } from './seedResult.ts';

/** One problem, and how many seeds have it. */
export interface ProblemSum {
  readonly type: SeedProblem['type'];
  readonly name: string;
  readonly seedCount: number;
  /** The first seeds that have it. */
  readonly seeds: readonly number[];
}

/** How often the runs of a sweep were in an interesting situation. */
export interface ExposureSum {
  readonly name: keyof ExposureCounts;
  readonly count: number;
  /** In how many seeds it was at least once. */
  readonly seedCount: number;
}

/** What a sweep found: the same for one worker and for many. */
export interface SweepSummary {
  /** What was asked for. */
  readonly seeds: SeedRange;
  /** How many seeds were run. */
  readonly seedCount: number;
  /** The last seed that was run; null: none was. */
  readonly lastSeed: number | null;
  readonly end: 'all seeds' | 'enough violations' | 'interrupted';
  /** `unknown` also if it was interrupted before a seed was violated. */
  readonly status: VerdictStatus;
  /** Of the digests of all seeds that were run; null if the sweep was interrupted. */
  readonly digest: string | null;
  readonly counts: Readonly<Record<VerdictStatus, number>>;
  /** In order of their first seed. */
  readonly problems: readonly ProblemSum[];
  /** The first seeds that do not hold, in ascending order. */
  readonly failing: readonly SeedResult[];
  readonly exposures: readonly ExposureSum[];
  /** All runs together. */
  readonly virtualUs: number;
  readonly eventCount: number;
}
