import { spawn } from 'node:child_process';
import type { ChildGuard } from './childGuard.ts';
import { KafkaProblem, StartInterrupted, throwIfInterrupted } from './kafkaProblem.ts';
import { identityOf } from './processIdentity.ts';

/** How a tool is run. */
export interface ToolOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  /** Ends it, and all that it started, when we die. */
  readonly guard?: ChildGuard;
  /** Calls it off: it is ended, and StartInterrupted is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** What a tool said. `exitCode` null: ended by a signal. */
export interface ToolResult {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. Rejects with KafkaProblem if it is not there. */
export async function runTool(
  program: string,
  args: readonly string[],
  { environment = process.env, folder, guard, signal }: ToolOptions = {},
): Promise<ToolResult> {
  throwIfInterrupted(signal);
  // A group of its own: Ctrl-C in the terminal ends it through us, in order.
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const identity = child.pid === undefined ? null : identityOf(child.pid);
  if (identity !== null) guard?.watch(identity);
  const endGroup = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  signal?.addEventListener('abort', endGroup, { once: true });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', (error) => reject(programProblem(program, error)));
      child.on('close', (code) => resolve(code));
    });
    if (signal?.aborted === true) throw new StartInterrupted();
    const text = (parts: Buffer[]): string => Buffer.concat(parts).toString('utf8');
    return { exitCode, out: text(out), err: text(err) };
  } finally {
    signal?.removeEventListener('abort', endGroup);
  }
}

/** A program that cannot be started. */
export class MissingProgram extends KafkaProblem {
  override name = 'MissingProgram';
}

function programProblem(program: string, error: Error): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new MissingProgram('unable', `${program}: no such program`);
  if (code === 'EACCES') return new MissingProgram('unable', `${program}: no permission to run it`);
  return error;
}
