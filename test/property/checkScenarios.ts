import fc from 'fast-check';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { propertyRuns, propertySeed } from './propertySettings.ts';
import { smallerScenarios } from './smallerScenarios.ts';

/** A scenario that does not have the property, as small as it could be made. */
export interface FailingScenario {
  readonly scenario: Scenario;
  /** How many scenarios were tried before one failed, that one included. */
  readonly triedCount: number;
  /** What the property said about it. */
  readonly reason: string;
  /** All of it for a message: seeds, reason, and the scenario as YAML. */
  readonly report: string;
}

/** Of fast-check's own shrinking, which draws anew; what it leaves is cut down step by step. */
const MAX_SHRINKS = 300;
/** Smaller scenarios tried then, in all. */
const MAX_CUTS = 1500;
/** A smaller scenario may fail only with another seed: everything happens at other times. */
const OTHER_SEEDS = [0, 1, 2];

/**
 * Looks for a scenario of which `problemsOf` names a problem, and makes it small. null: `runs`
 * scenarios have none.
 */
export async function findFailing(
  scenarios: fc.Arbitrary<Scenario>,
  runs: number,
  problemsOf: (scenario: Scenario) => Promise<readonly string[]>,
  seed = propertySeed,
): Promise<FailingScenario | null> {
  const property = fc.asyncProperty(
    fc.limitShrink(scenarios, MAX_SHRINKS),
    async (scenario: Scenario) => {
      const problems = await problemsOf(scenario);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  );
  const result = await fc.check(property, { seed, numRuns: propertyRuns(runs) });
  if (result.counterexample === null) return null;
  const { scenario, reason } = await cutDown(result.counterexample[0], problemsOf);
  const report = [
    `PROPERTY_SEED=${result.seed}, try ${result.numRuns}, path ${result.counterexamplePath}:`,
    reason,
    '',
    printScenario(scenario),
  ].join('\n');
  return { scenario, triedCount: result.numRuns, reason, report };
}

/** Takes away whatever can go, as long as the scenario fails. */
async function cutDown(
  failing: Scenario,
  problemsOf: (scenario: Scenario) => Promise<readonly string[]>,
): Promise<{ readonly scenario: Scenario; readonly reason: string }> {
  let scenario = failing;
  let reason = (await reasonOf(failing, problemsOf)) ?? 'it fails no more when it is run again';
  let cuts = 0;
  let hasFound: boolean;
  do {
    hasFound = false;
    for (const smaller of smallerScenarios(scenario)) {
      const found = await failingSeed(smaller, problemsOf);
      if (++cuts > MAX_CUTS) return { scenario, reason };
      if (found === null) continue;
      ({ scenario, reason } = found);
      hasFound = true;
      break;
    }
  } while (hasFound);
  return { scenario, reason };
}

/** The scenario with its own seed or another one with which it fails; null: it does with none. */
async function failingSeed(
  scenario: Scenario,
  problemsOf: (scenario: Scenario) => Promise<readonly string[]>,
): Promise<{ readonly scenario: Scenario; readonly reason: string } | null> {
  // A step may lead to what no file can say.
  if ('errors' in parseScenario(printScenario(scenario), '')) return null;
  for (const seed of new Set([scenario.seed, ...OTHER_SEEDS])) {
    const seeded = { ...scenario, seed };
    const reason = await reasonOf(seeded, problemsOf);
    if (reason !== null) return { scenario: seeded, reason };
  }
  return null;
}

async function reasonOf(
  scenario: Scenario,
  problemsOf: (scenario: Scenario) => Promise<readonly string[]>,
): Promise<string | null> {
  try {
    const problems = await problemsOf(scenario);
    return problems.length === 0 ? null : problems.join('\n');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Fails with the smallest scenario found, as YAML, if any has a problem. */
export async function expectNoFailing(
  scenarios: fc.Arbitrary<Scenario>,
  runs: number,
  problemsOf: (scenario: Scenario) => Promise<readonly string[]>,
): Promise<void> {
  const failing = await findFailing(scenarios, runs, problemsOf);
  if (failing !== null) throw new Error(failing.report);
}
