import { basename, join } from 'node:path';
import { readHistoryFile } from '../../src/adapters/node/historyFile.ts';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { loadFile } from '../../src/cli/loadScenario.ts';
import type { CollectedFacts } from '../../src/differences/collectFacts.ts';
import { FactCollector } from '../../src/differences/collectFacts.ts';
import type { RealClient } from '../../src/differences/differenceRule.ts';
import { newScheduleSearch } from '../../src/differences/newScheduleSearch.ts';
import { pinWorkload } from '../../src/differences/pinWorkload.ts';
import type { ScheduleSearch } from '../../src/differences/scheduleSearch.ts';
import { historyHeader, runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import { scaleScenario } from '../../src/scenario/scale/scaleScenario.ts';
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

/** Where runs on a real Kafka are kept, as `scenario-client.jsonl.gz`. */
export const RECORDED = join(import.meta.dirname, 'recorded');

/** The facts of a run that was recorded on a real Kafka, and the client that made it. */
export async function recorded(
  name: string,
): Promise<{ readonly facts: CollectedFacts; readonly client: RealClient }> {
  let collector: FactCollector | null = null;
  const { problem } = await readHistoryFile(join(RECORDED, `${name}.jsonl.gz`), (header) => {
    collector = new FactCollector(header);
    return collector;
  });
  // Written by earlier versions: they must still be read whole, with the digests of their time.
  if (problem !== '') throw new Error(`${name}: ${problem}`);
  const client = name.slice(name.lastIndexOf('-') + 1) as RealClient['name'];
  return { facts: collector!.finish(), client: { name: client, version: '' } };
}

/** The simulated run of the scenario, seed and time scale of a recorded one. */
export async function simulatedLike({
  header,
}: CollectedFacts): Promise<{ readonly facts: CollectedFacts; readonly scenario: Scenario }> {
  const { scenarioPath, timeScale } = header;
  const whole = await shipped(basename(scenarioPath, '.yaml'));
  const scenario = scaleScenario(whole, timeScale);
  return { facts: await simulated(scenario), scenario };
}

/** Other schedules of the workload of seed 1. */
export function schedulesOf(scenario: Scenario, limit: number): ScheduleSearch {
  return newScheduleSearch({ scenario, seed: 1, host: nodeHost, productVersion: VERSION, limit });
}
