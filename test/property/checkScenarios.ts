import fc from 'fast-check';
import { printScenario } from '../../src/scenario/printScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { propertyRuns, propertySeed } from './propertySettings.ts';

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

/** Those of a failure that hangs on a millisecond could go on for minutes. */
const MAX_SHRINKS = 1500;

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
  const [scenario] = result.counterexample;
  const { errorInstance } = result;
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const report = [
    `PROPERTY_SEED=${result.seed}, try ${result.numRuns}, path ${result.counterexamplePath}:`,
    reason,
    '',
    printScenario(scenario),
  ].join('\n');
  return { scenario, triedCount: result.numRuns, reason, report };
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
