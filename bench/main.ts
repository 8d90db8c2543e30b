import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { assignorBench } from './assignorBench.ts';
import type { BenchGroup } from './benchRow.ts';
import { benchTable } from './benchTable.ts';
import { kernelBench } from './kernelBench.ts';
import { rebalanceBench } from './rebalanceBench.ts';
import { memoryBench, saleBench } from './saleBench.ts';
import { seedsBench } from './seedsBench.ts';
import { startBench } from './startBench.ts';

/** Each group runs in a process of its own: none warms up or fills the memory of another. */
const GROUPS: Readonly<Record<string, () => Promise<BenchGroup>>> = {
  kernel: kernelBench,
  'sale-100k': () => saleBench(100_000, 3),
  'sale-1m': () => saleBench(1_000_000, 1),
  memory: () => memoryBench(1_000_000),
  rebalance: rebalanceBench,
  assignors: assignorBench,
  seeds: seedsBench,
  start: startBench,
};

const USAGE = `Usage: npm run bench -- [GROUP ...] [--json]

Runs the benchmarks, or those groups whose name contains one of the words.
Groups: ${Object.keys(GROUPS).join(', ')}.
--json prints one JSON document instead of the table.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean' }, only: { type: 'string' } },
  });
  if (values.help) return print(USAGE);
  // For the processes that this one starts.
  if (values.only !== undefined) return print(JSON.stringify(await GROUPS[values.only]!()));
  const names = Object.keys(GROUPS).filter(
    (name) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
  );
  if (names.length === 0) {
    console.error(USAGE);
    return 3;
  }
  const groups: BenchGroup[] = [];
  for (const name of names) {
    if (!values.json) console.error(`${name} ...`);
    groups.push(runGroup(name));
  }
  const environment = { node: process.version, platform: process.platform, arch: process.arch };
  return print(values.json ? JSON.stringify({ environment, groups }, null, 2) : benchTable(groups));
}

function print(text: string): number {
  console.log(text);
  return 0;
}

function runGroup(name: string): BenchGroup {
  const args = [process.argv[1]!, '--only', name];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 24,
  });
  if (status !== 0) throw new Error(`the group ${name} ended with ${status}`);
  return JSON.parse(stdout) as BenchGroup;
}

process.exitCode = await main();
