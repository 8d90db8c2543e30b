import type { Host } from '../sim/host.ts';
import { historyHeader, runOnSimulator } from '../scenario/runOnSimulator.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CollectedFacts } from './collectFacts.ts';
import { FactCollector } from './collectFacts.ts';
import { pinWorkload } from './pinWorkload.ts';
import { ScheduleSearch } from './scheduleSearch.ts';

/** How many schedules are tried at most, unless somebody wants another number. */
export const SCHEDULE_LIMIT = 200;

/** What a search runs. */
export interface SearchedScenario {
  /** As both arms ran it: with times and timeouts already scaled. */
  readonly scenario: Scenario;
  /** Of the run that is explained: it says what the workload is. */
  readonly seed: number;
  readonly host: Host;
  readonly productVersion: string;
  readonly limit?: number;
}

/**
 * A search through schedules of one scenario: the same requests at the same times, while latencies,
 * timers, ids and ties come from other seeds.
 */
export function newScheduleSearch(searched: SearchedScenario): ScheduleSearch {
  const { scenario, seed, host, productVersion, limit = SCHEDULE_LIMIT } = searched;
  const pinned = pinWorkload(scenario, seed);
  const simulate = async (schedule: number): Promise<CollectedFacts> => {
    const collector = new FactCollector(historyHeader(scenario, seed, productVersion));
    await runOnSimulator(pinned, { seed: schedule, host, sinks: [collector], print: null });
    return collector.finish();
  };
  return new ScheduleSearch(simulate, limit);
}
