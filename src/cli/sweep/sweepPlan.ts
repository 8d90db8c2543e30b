import type { SeedRange } from '../simulate/seedRange.ts';
import type { SeedJob } from './judgeSeed.ts';
import type { SeedResult } from './seedResult.ts';

/** A sweep for an engine to run. */
export interface SweepPlan {
  readonly job: SeedJob;
  readonly seeds: SeedRange;
  /**
   * Takes the results, each once, in ascending order of seeds. False: no more are wanted. Only when
   * the sweep was aborted may seeds be missing in between.
   */
  readonly deliver: (result: SeedResult) => boolean;
  /** Aborted: run no further seed, deliver what is there, come to an end. */
  readonly signal: AbortSignal;
}
