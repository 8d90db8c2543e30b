import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Node in a process of its own, running a script that prints a line when it is ready. */
export async function startScript(script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return child;
}

/** A process that waits for ever; with `ignoresTerm` SIGTERM does not end it. */
export async function startWaiter(ignoresTerm = false): Promise<ChildProcess> {
  const trap = ignoresTerm ? "process.on('SIGTERM', () => {});" : '';
  return await startScript(`${trap} setInterval(() => {}, 1 << 30); console.log('ready');`);
}

/** Puts a program of that name into a folder: a shell script. */
export function writeProgram(folder: string, name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
