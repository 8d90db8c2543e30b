import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../exitCode.ts';
import type { ReadDifferences, ReplayedOnce } from './replayedOnce.ts';

/** What one replay is called with. */
export interface ReplayCall {
  /** The built command line, `dist/cli.js`. */
  readonly program: string;
  readonly scenario: string;
  readonly seed: number;
  /** Where the report of this run goes; what is there of a former one is removed. */
  readonly folder: string;
  /** Handed on to `replay` as they are. */
  readonly options: readonly string[];
}

/** Lines of the program's errors that tell why a scenario is refused. */
const TOLD_LINES = 3;

/**
 * Runs `replay` as a process of its own and reads what it wrote. Whatever becomes of it, the next
 * one can be tried.
 */
export async function replayOnce(call: ReplayCall): Promise<ReplayedOnce> {
  const { program, scenario, seed, folder, options } = call;
  await rm(join(folder, 'differences.json'), { force: true });
  const output = ['--seed', String(seed), '--out', folder, '--no-charts'];
  const args = [program, 'replay', scenario, ...output, ...options];
  const { exitCode, errors } = await run(process.execPath, args);
  if (exitCode === EXIT.misuse) {
    return { type: 'refused', reason: errors.slice(0, TOLD_LINES).join(' ') };
  }
  if (exitCode === EXIT.holds || exitCode === EXIT.violated) {
    const text = await readFile(join(folder, 'differences.json'), 'utf8').catch(() => null);
    if (text !== null) {
      return { type: 'compared', differences: JSON.parse(text) as ReadDifferences };
    }
  }
  // What follows the first line says what is left, and where.
  return { type: 'failed', reason: `exit code ${exitCode}: ${errors[0] ?? 'it said nothing'}` };
}

/** Runs a program to its end. Its output is not shown. */
async function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly errors: readonly string[] }> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = errors.split(/[\r\n]+/).filter((line) => line.trim() !== '');
      resolve({ exitCode: code ?? EXIT.unknown, errors: lines });
    });
  });
}
