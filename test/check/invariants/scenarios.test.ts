import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/adapters/node/nodeHost.ts';
import { parseScenario } from '../../../src/scenario/parseScenario.ts';
import { runOnSimulator } from '../../../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { arbitraryScenario } from '../../scenario/arbitraryScenario.ts';
import { shippedProfile } from '../../scenario/shippedProfile.ts';

const FOLDER = new URL('../../../scenarios/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** Rejects if an invariant breaks. */
async function run(scenario: Scenario, seed: number): Promise<number> {
  const options = { seed, host: nodeHost, sinks: [], print: null };
  return (await runOnSimulator(scenario, options)).eventCount;
}

describe('the invariants of the model hold', () => {
  it.each(FILES)('in %s', async (name) => {
    const parsed = parseScenario(readFileSync(new URL(name, FOLDER), 'utf8'), name, shippedProfile);
    if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
    for (const seed of [parsed.scenario.seed, 2, 3])
      expect(await run(parsed.scenario, seed)).toBeGreaterThan(10);
  });

  it('in random scenarios with faults', async () => {
    const property = fc.asyncProperty(arbitraryScenario, async (scenario) => {
      await run(scenario, scenario.seed);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
