import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** What a command line gave. */
export interface Outcome {
  /** null: ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command line is run, and what is done while it runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all that has been printed so far, whenever something is printed. */
  readonly onOutput?: (child: ChildProcess, stdout: string, stderr: string) => void;
}

/** The command line as it is shipped: the bundle, in a process of its own. */
export interface BuiltCommandLine {
  readonly script: string;
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
}

/**
 * Builds the command line. `name`: of the folder; one for each test file, as they run side by side.
 * It lies within the repository, from where a bundle finds its packages and the scenarios.
 */
export async function buildCommandLine(name: string): Promise<BuiltCommandLine> {
  const folder = join(ROOT, 'node_modules', '.cache', `partition-lab-${name}`);
  const build = join(ROOT, 'scripts', 'build.mjs');
  await promisify(execFile)(process.execPath, [build, '--if-changed', '--out', folder]);
  const script = join(folder, 'cli.js');
  return { script, run: (args, options = {}) => runScript(script, args, options) };
}

function runScript(
  script: string,
  args: readonly string[],
  { cwd = ROOT, env = {}, onOutput }: RunOptions,
): Promise<Outcome> {
  // No variable of the machine may decide about colours or names.
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { PATH, HOME, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(child, stdout, stderr);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onOutput?.(child, stdout, stderr);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
