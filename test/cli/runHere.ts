import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import type { Outcome } from './builtCommandLine.ts';

/** Runs a command line in this process and gives what it printed. */
export async function runHere(...args: readonly string[]): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text: string) => void (stdout += `${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text: string) => void (stderr += `${text}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += String(text);
      return true;
    }),
  ];
  const before = process.exitCode;
  try {
    const exitCode = await runCommandLine(args);
    return { exitCode, stdout, stderr };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
