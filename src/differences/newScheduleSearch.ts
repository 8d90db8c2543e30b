import type { Host } from '../sim/host.ts';
import { RandomStream } from '../sim/randomStream.ts';
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
 * timers, ids and ties come from other seeds, and the hand that makes the faults is a little late,
 * as it is on a real machine.
 */
export function newScheduleSearch(searched: SearchedScenario): ScheduleSearch {
  const { scenario, seed, host, productVersion, limit = SCHEDULE_LIMIT } = searched;
  const pinned = pinWorkload(scenario, seed);
  const simulate = async (schedule: number): Promise<CollectedFacts> => {
    const collector = new FactCollector(historyHeader(scenario, seed, productVersion));
    await runOnSimulator(delayFaults(pinned, schedule), {
      seed: schedule,
      host,
      sinks: [collector],
      print: null,
    });
    return collector.finish();
  };
  return new ScheduleSearch(simulate, limit);
}

/** Faults that come at a time come up to so much later. */
const LATEST_US = 150_000;

function delayFaults(scenario: Scenario, schedule: number): Scenario {
  const lateness = new RandomStream(schedule, 'lateness of faults');
  const faults = scenario.faults.map((fault) => {
    const { trigger } = fault;
    if (trigger.type !== 'at') return fault;
    return { ...fault, trigger: { ...trigger, atUs: trigger.atUs + lateness.below(LATEST_US) } };
  });
  return { ...scenario, faults };
}
