/**
 * Two environment variables steer the property tests of this folder:
 *
 *     PROPERTY_RUNS=20 npx vitest run test/property      twenty times as many random scenarios
 *     PROPERTY_SEED=7  npx vitest run test/property      other ones; "random": others each time
 *
 * Without them the tests try the same scenarios each time, in about a minute.
 */
const { PROPERTY_RUNS, PROPERTY_SEED } = process.env;

/** How many random scenarios to try where a test would try `usual`. */
export function propertyRuns(usual: number): number {
  const factor = Number(PROPERTY_RUNS ?? 1);
  if (!(factor > 0)) throw new Error(`PROPERTY_RUNS is not a positive number: ${PROPERTY_RUNS}`);
  return Math.max(Math.ceil(usual * factor), 1);
}

/** The seed of fast-check; that of a scenario is drawn from it. */
export const propertySeed: number = readSeed();

/** For the test runner: longer than the tests take on a slow machine, in proportion to the runs. */
export const propertyTimeoutMs: number = 300_000 * Math.max(1, Number(PROPERTY_RUNS ?? 1));

function readSeed(): number {
  if (PROPERTY_SEED === undefined) return 20_261_126;
  if (PROPERTY_SEED === 'random') return Date.now() % 2 ** 31;
  const seed = Number(PROPERTY_SEED);
  if (!Number.isInteger(seed)) throw new Error(`PROPERTY_SEED is not a number: ${PROPERTY_SEED}`);
  return seed;
}
