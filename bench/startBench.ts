import { spawnSync } from 'node:child_process';
import type { BenchRow } from './benchRow.ts';
import { measure } from './measure.ts';

const SMALLEST = 'scenarios/cli-2-one-key.yaml';
const ROUNDS = 9;

const STARTS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['an empty node process', ['--eval', '']],
  ['--help', ['dist/cli.js', '--help']],
  ['simulate, the smallest scenario, --quiet', ['dist/cli.js', 'simulate', SMALLEST, '--quiet']],
  [
    'simulate, the smallest scenario, --no-report',
    ['dist/cli.js', 'simulate', SMALLEST, '--no-report'],
  ],
];

/** Cold starts of the bundled command line against an empty process. */
export function startBench(): BenchRow[] {
  const seconds = STARTS.map(([, args]) =>
    measure(() => {
      const { status, stderr } = spawnSync(process.execPath, args);
      if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr.toString()}`);
    }, ROUNDS),
  );
  return STARTS.map(([name], index) => ({
    name,
    value: `${(seconds[index]! * 1000).toFixed(0)} ms`,
    ratio: seconds[index]! / seconds[0]!,
  }));
}
