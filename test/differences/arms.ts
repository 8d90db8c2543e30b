import { join } from 'node:path';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { loadFile } from '../../src/cli/loadScenario.ts';
import type { CollectedFacts } from '../../src/differences/collectFacts.ts';
import { FactCollector } from '../../src/differences/collectFacts.ts';
import { newScheduleSearch } from '../../src/differences/newScheduleSearch.ts';
import { pinWorkload } from '../../src/differences/pinWorkload.ts';
import type { ScheduleSearch } from '../../src/differences/scheduleSearch.ts';
import { historyHeader, runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

const SCENARIOS = join(import.meta.dirname, '../../scenarios');
const VERSION = 'test';

/** A shipped scenario by name. */
export async function shipped(name: string): Promise<Scenario> {
  const parsed = await loadFile(join(SCENARIOS, `${name}.yaml`));
  if (!('scenario' in parsed)) throw new Error(`${name} is no valid scenario`);
  return parsed.scenario;
}

/** The facts of one run on the simulator: the workload of seed 1 under a schedule. */
export async function simulated(scenario: Scenario, schedule = 1): Promise<CollectedFacts> {
  const collector = new FactCollector(historyHeader(scenario, 1, VERSION));
  const pinned = pinWorkload(scenario, 1);
  const sinks = [collector];
  await runOnSimulator(pinned, { seed: schedule, host: nodeHost, sinks, print: null });
  return collector.finish();
}

/** Other schedules of the workload of seed 1. */
export function schedulesOf(scenario: Scenario, limit: number): ScheduleSearch {
  return newScheduleSearch({ scenario, seed: 1, host: nodeHost, productVersion: VERSION, limit });
}
