import type { ExposureCounts } from '../../check/exposures.ts';
import type { VerdictStatus } from '../../check/verdict.ts';

/** Why a seed does not hold. */
export interface SeedProblem {
  /** `failure`: the run itself broke; `determinism`: its second run was another one. */
  readonly type: 'rule' | 'expectation' | 'failure' | 'determinism';
  /** The same for all seeds with this problem: `never oversold`, `issued of coupon 1`. */
  readonly name: string;
  /** What happened with this seed. */
  readonly sentence: string;
}

/** One seed of a sweep: plain data, as it comes from a worker. */
export interface SeedResult {
  readonly seed: number;
  readonly status: VerdictStatus;
  /** '' if the run broke. */
  readonly digest: string;
  readonly virtualUs: number;
  readonly eventCount: number;
  /** null if the run broke. */
  readonly exposures: ExposureCounts | null;
  /** Empty if the seed holds. */
  readonly problems: readonly SeedProblem[];
}
