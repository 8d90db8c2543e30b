import { awaitedTimers } from './awaitedTimers.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import type { BenchGroup } from './benchRow.ts';
import { measureInTurn, median, medianRatio } from './measure.ts';
import { readCase, runAlone, runCase } from './runCase.ts';
import { runServiceAlone } from './serviceAlone.ts';

/** Where the case is, seen from the folder in which benchmarks are started. */
export const SEEDS_CASE = 'bench/flash-sale-100.yaml';

const SEEDS_A_ROUND = 250;
const AWAITS_A_ROUND = 240_000;
const ROUNDS = 7;

/** Cases a second that the strongest fake broker with a real client under fake time does. */
const STRONGEST_FAKE = 145;

/**
 * Seeds per second of the flash sale with 100 requests and a crash, in one warm process: each seed
 * is a new world, judged at its end.
 */
export async function seedsBench(): Promise<BenchGroup> {
  const scenario = readCase(SEEDS_CASE);
  const runSeeds = (run: (of: Scenario, seed: number) => Promise<unknown>) => async () => {
    for (let seed = 1; seed <= SEEDS_A_ROUND; seed++) await run(scenario, seed);
  };
  const [timers, service, alone, seeds] = await measureInTurn(
    [
      () => awaitedTimers(AWAITS_A_ROUND),
      runSeeds(runServiceAlone),
      runSeeds(runAlone),
      runSeeds(runCase),
    ],
    ROUNDS,
  );
  const awaitsASecond = AWAITS_A_ROUND / median(timers!.wallSeconds);
  const serviceRate = SEEDS_A_ROUND / median(service!.wallSeconds);
  const aloneRate = SEEDS_A_ROUND / median(alone!.wallSeconds);
  const wallRate = SEEDS_A_ROUND / median(seeds!.wallSeconds);
  const cpuRate = SEEDS_A_ROUND / median(seeds!.cpuSeconds);
  const scale = AWAITS_A_ROUND / SEEDS_A_ROUND;
  const rate = (value: number): string => `${value.toFixed(0)} seeds/s`;
  return {
    name: 'seeds',
    ratio: 'cost of one, in awaited timers on the bare kernel',
    rows: [
      {
        name: 'awaited timer on the bare kernel',
        text: `${(awaitsASecond / 1e6).toFixed(2)} M awaits/s`,
        value: awaitsASecond,
        unit: 'awaits/s',
        ratio: 1,
      },
      {
        name: 'service and database alone, without Kafka',
        text: rate(serviceRate),
        value: serviceRate,
        unit: 'seeds/s',
        ratio: scale * medianRatio(service!.wallSeconds, timers!.wallSeconds),
      },
      {
        name: 'flash sale of 100 requests with a crash, run alone',
        text: rate(aloneRate),
        value: aloneRate,
        unit: 'seeds/s',
        ratio: scale * medianRatio(alone!.wallSeconds, timers!.wallSeconds),
      },
      {
        name: 'the same with history and all checks',
        text: rate(wallRate),
        value: wallRate,
        unit: 'seeds/s',
        ratio: scale * medianRatio(seeds!.wallSeconds, timers!.wallSeconds),
      },
      {
        name: 'the same, in a second of one core',
        text: `${rate(cpuRate)}, ${(cpuRate / STRONGEST_FAKE).toFixed(2)} x ${STRONGEST_FAKE}`,
        value: cpuRate,
        unit: 'seeds/core second',
        ratio: scale * medianRatio(seeds!.cpuSeconds, timers!.cpuSeconds),
      },
    ],
  };
}
