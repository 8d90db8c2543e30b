import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { arbitraryScenario } from '../scenario/arbitraryScenario.ts';
import { expectNoFailing } from './checkScenarios.ts';
import { ExposureTotals } from './exposureTotals.ts';
import { unlawfulViolations } from './lawfulViolations.ts';
import { propertyTimeoutMs } from './propertySettings.ts';
import type { SeenRun } from './witnessRun.ts';
import { differencesOf, witnessRun } from './witnessRun.ts';

/**
 * The correct service in random scenarios. How many, and how to get others: `propertySettings.ts`.
 * A failure prints the seed and the smallest scenario that fails, as a file for `npm run simulate`.
 */

/** The scenario that a file with this scenario says. */
function writtenAndRead(scenario: Scenario): Scenario {
  const result = parseScenario(printScenario(scenario), '');
  if ('errors' in result) throw new Error('what is printed does not parse');
  return result.scenario;
}

describe('the correct service', { timeout: propertyTimeoutMs }, () => {
  it('breaks no rule without a lawful excuse, and does the same again from its file', async () => {
    const totals = new ExposureTotals();
    await expectNoFailing(arbitraryScenario, 500, async (scenario) => {
      const first = await witnessRun(scenario);
      totals.add(first);
      const second = await witnessRun(writtenAndRead(scenario));
      return [...unlawfulViolations(first), ...differencesOf(first, second)];
    });
    // A test that never was in a situation proves nothing about it.
    process.stdout.write(`${totals.toText()}\n`);
    expect(totals.tooRare()).toEqual([]);
  });

  it('does in two runs that take turns what it does in one', async () => {
    let neighbour: SeenRun | null = null;
    await expectNoFailing(arbitraryScenario, 60, async (scenario) => {
      const alone = await witnessRun(scenario);
      const other = neighbour ?? alone;
      neighbour = alone;
      const [together, otherTogether] = await Promise.all([
        witnessRun(scenario),
        witnessRun(other.scenario),
      ]);
      return [...differencesOf(alone, together), ...differencesOf(other, otherTogether)];
    });
  });
});
