import type { ExposureCounts } from '../../../src/check/exposures.ts';
import type { SeedProblem, SeedResult } from '../../../src/cli/sweep/seedResult.ts';

const NO_EXPOSURES: ExposureCounts = {
  crashesBetweenEffectAndCommit: 0,
  crashesInHandler: 0,
  zombieEffects: 0,
  rebalancesInMidBatch: 0,
  duplicatesDetected: 0,
  refusedCommits: 0,
  earlyCommits: 0,
  redeliveries: 0,
  redeliveriesAfterEffect: 0,
  crashes: 0,
  pauses: 0,
  failedAttempts: 0,
};

/** A seed that holds. */
export function goodSeed(seed: number, exposures: Partial<ExposureCounts> = {}): SeedResult {
  return {
    seed,
    status: 'holds',
    digest: `digest of ${seed}`,
    virtualUs: 1_000_000,
    eventCount: 10,
    exposures: { ...NO_EXPOSURES, ...exposures },
    problems: [],
  };
}

/** A seed with which a rule is violated. */
export function badSeed(seed: number, name = 'never oversold'): SeedResult {
  const problem: SeedProblem = { type: 'rule', name, sentence: `One too many with seed ${seed}.` };
  return { ...goodSeed(seed), status: 'violated', problems: [problem] };
}

/** A seed with which the run broke. */
export function brokenSeed(seed: number): SeedResult {
  const problem: SeedProblem = {
    type: 'failure',
    name: 'the run itself',
    sentence: 'The run broke.',
  };
  return {
    ...goodSeed(seed),
    status: 'unknown',
    digest: '',
    exposures: null,
    problems: [problem],
  };
}
