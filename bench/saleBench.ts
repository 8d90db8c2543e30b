import { awaitedTimers } from './awaitedTimers.ts';
import { bigSale } from './bigSale.ts';
import type { BenchGroup } from './benchRow.ts';
import { measureInTurn, measureOnce, median, medianRatio } from './measure.ts';
import { runAlone, runCase } from './runCase.ts';

const AWAITS = 600_000;
const WARM_UP_REQUESTS = 10_000;

/** Requests per second of one big sale, end to end: from the API to the committed offset. */
export async function saleBench(requestCount: number, rounds: number): Promise<BenchGroup> {
  const scenario = bigSale(requestCount);
  const [timers, alone, sales] = await measureInTurn(
    [() => awaitedTimers(AWAITS), () => runAlone(scenario, 1), () => runCase(scenario, 1)],
    rounds,
  );
  const awaitsASecond = AWAITS / median(timers!.wallSeconds);
  const aloneRate = requestCount / median(alone!.wallSeconds);
  const rate = requestCount / median(sales!.wallSeconds);
  const cpuRate = requestCount / median(sales!.cpuSeconds);
  const scale = AWAITS / requestCount;
  return {
    name: `sale of ${requestCount}`,
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
        name: `requests of a sale of ${requestCount}, run alone`,
        text: `${aloneRate.toFixed(0)} requests/s`,
        value: aloneRate,
        unit: 'requests/s',
        ratio: scale * medianRatio(alone!.wallSeconds, timers!.wallSeconds),
      },
      {
        name: 'the same with history and all checks',
        text: `${rate.toFixed(0)} requests/s`,
        value: rate,
        unit: 'requests/s',
        ratio: scale * medianRatio(sales!.wallSeconds, timers!.wallSeconds),
      },
      {
        name: 'the same, in a second of one core',
        text: `${cpuRate.toFixed(0)} requests/s`,
        value: cpuRate,
        unit: 'requests/core second',
        ratio: scale * medianRatio(sales!.cpuSeconds, timers!.cpuSeconds),
      },
    ],
  };
}

/**
 * Memory of one big sale, history, checkers and tables of the store included. Run it in a process
 * of its own: the highest resident size is that of the whole process.
 */
export async function memoryBench(requestCount: number): Promise<BenchGroup> {
  await runCase(bigSale(WARM_UP_REQUESTS), 1);
  const before = process.resourceUsage().maxRSS * 1024;
  const { wallSeconds } = await measureOnce(() => runCase(bigSale(requestCount), 1));
  const after = process.resourceUsage().maxRSS * 1024;
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const aRequest = (after - before) / (requestCount - WARM_UP_REQUESTS);
  return {
    name: 'memory',
    ratio: `against a sale of ${WARM_UP_REQUESTS} in the same process before`,
    rows: [
      {
        name: `highest resident size, sale of ${WARM_UP_REQUESTS}`,
        text: megabytes(before),
        value: before,
        unit: 'bytes',
        ratio: 1,
      },
      {
        name: `highest resident size, sale of ${requestCount}`,
        text: `${megabytes(after)} (in ${wallSeconds.toFixed(1)} s)`,
        value: after,
        unit: 'bytes',
        ratio: after / before,
      },
      {
        name: 'for each request more',
        text: `${aRequest.toFixed(0)} bytes`,
        value: aRequest,
        unit: 'bytes',
        ratio: aRequest / before,
      },
    ],
  };
}
