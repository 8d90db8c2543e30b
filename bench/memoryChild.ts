import { nodeHost } from '../src/adapters/node/nodeHost.ts';
import { judgeOnSimulator } from '../src/scenario/judgeOnSimulator.ts';
import { bigSale } from './bigSale.ts';
import type { MemoryUse } from './memoryBench.ts';

const KIBIBYTE = 1024;

/** Runs one big sale with all checks and prints what memory it took. */
async function main(requests: number): Promise<void> {
  const startedMs = performance.now();
  const options = { seed: 1, host: nodeHost, sinks: [], print: null, productVersion: 'bench' };
  const { status } = await judgeOnSimulator(bigSale(requests), options);
  if (status !== 'holds') throw new Error(`the big sale of ${requests} requests: ${status}`);
  const use: MemoryUse = {
    maxRssBytes: process.resourceUsage().maxRSS * KIBIBYTE,
    seconds: (performance.now() - startedMs) / 1000,
  };
  console.log(JSON.stringify(use));
}

await main(Number(process.argv[2]));
