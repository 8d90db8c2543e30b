import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { Verdicts } from '../../src/check/runCheckers.ts';
import { runCheckers } from '../../src/check/runCheckers.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import { historyHeader, runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import { arbitraryScenario } from '../scenario/arbitraryScenario.ts';
import type { History } from './corruption.ts';
import { CORRUPTIONS } from './corruption.ts';

const RUNS = 50;

async function run(scenario: Scenario): Promise<History> {
  const memory = new MemoryHistory();
  const options = { seed: scenario.seed, host: nodeHost, sinks: [memory], print: null };
  await runOnSimulator(scenario, options);
  return { header: historyHeader(scenario, scenario.seed, '0'), events: [...memory.events()] };
}

function judge({ header, events }: History): Verdicts {
  const checkers = runCheckers(header);
  for (const event of events) checkers.onEvent(event);
  return checkers.finish();
}

/** Rules that are not kept: by a scenario that scatters the requests of a coupon, or loses some. */
function broken(history: History): string[] {
  return judge(history).verdicts.flatMap(({ rule, status }) => (status === 'holds' ? [] : [rule]));
}

describe('a history of a good run, made wrong in one place', () => {
  it('is caught by the rule that is meant to, wherever the place is', async () => {
    const placeCounts = new Map(CORRUPTIONS.map(({ name }) => [name, 0]));
    const property = fc.asyncProperty(arbitraryScenario, fc.nat(), async (scenario, pick) => {
      const good = await run(scenario);
      const already = broken(good);
      for (const corruption of CORRUPTIONS) {
        const { name, rule } = corruption;
        const bad = already.includes(rule) ? null : corruption.apply(good, pick);
        if (bad === null) continue;
        placeCounts.set(name, placeCounts.get(name)! + 1);
        if (broken(bad).includes(rule)) continue;
        throw new Error(`${name}: ${rule} does not see it in\n${printScenario(scenario)}`);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
    // A corruption that finds no place proves nothing.
    const rare = [...placeCounts].filter(([, count]) => count < RUNS / 10);
    expect(rare).toEqual([]);
  });
});
