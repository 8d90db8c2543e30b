import { readFileSync } from 'node:fs';
import type { BenchRow } from './benchRow.ts';
import { kernelBench } from './kernelBench.ts';
import { memoryBench } from './memoryBench.ts';
import { requestsBench } from './requestsBench.ts';
import { seedsBench } from './seedsBench.ts';
import { startBench } from './startBench.ts';

const GROUPS: Readonly<Record<string, () => BenchRow[] | Promise<BenchRow[]>>> = {
  kernel: kernelBench,
  seeds: seedsBench,
  requests: requestsBench,
  memory: memoryBench,
  start: startBench,
};

/** Runs the groups that are named, or all, and prints a table or JSON. */
async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== '--json');
  const unknown = names.filter((name) => !Object.hasOwn(GROUPS, name));
  if (unknown.length > 0) {
    console.error(
      `no benchmark ${unknown.join(', ')}; there are ${Object.keys(GROUPS).join(', ')}`,
    );
    return 3;
  }
  const results: Record<string, BenchRow[]> = {};
  for (const name of names.length > 0 ? names : Object.keys(GROUPS)) {
    const rows = await GROUPS[name]!();
    results[name] = rows;
    if (!args.includes('--json')) printGroup(name, rows);
  }
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  if (args.includes('--json'))
    console.log(JSON.stringify({ version, node: process.version, results }, null, 2));
  return 0;
}

function printGroup(name: string, rows: readonly BenchRow[]): void {
  console.log(`\n${name}`);
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const row of rows) {
    console.log(`  ${row.name.padEnd(width)}  ${row.value.padStart(14)}  x${row.ratio.toFixed(2)}`);
  }
}

process.exitCode = await main(process.argv.slice(2));
