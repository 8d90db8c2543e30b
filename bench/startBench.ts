import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchGroup } from './benchRow.ts';
import { measureInTurn, median, medianRatio } from './measure.ts';

const ROUNDS = 15;
const CLI = 'dist/cli.js';
/** The scenario with the fewest events. */
const SMALLEST = 'scenarios/order-completed.yaml';

/** From spawn to exit of the built command, against an empty module. */
export async function startBench(): Promise<BenchGroup> {
  const folder = mkdtempSync(join(tmpdir(), 'partition-lab-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    const simulate = [CLI, 'simulate', SMALLEST, '--out', join(folder, 'report')];
    const commands: readonly (readonly [name: string, args: readonly string[]])[] = [
      ['empty node process', [empty]],
      ['--help', [CLI, '--help']],
      ['simulate --no-report, smallest scenario', [...simulate.slice(0, 3), '--no-report']],
      ['simulate --no-charts, smallest scenario', [...simulate, '--no-charts']],
      ['simulate with charts, smallest scenario', simulate],
    ];
    const costs = await measureInTurn(
      commands.map(
        ([, args]) =>
          () =>
            run(args),
      ),
      ROUNDS,
    );
    const rows = commands.map(([name], index) => {
      const { wallSeconds } = costs[index]!;
      const value = median(wallSeconds) * 1000;
      const ratio = medianRatio(wallSeconds, costs[0]!.wallSeconds);
      return { name, text: `${value.toFixed(0)} ms`, value, unit: 'ms', ratio };
    });
    return { name: 'start', ratio: 'time, against an empty node process', rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
}
