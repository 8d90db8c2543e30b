import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { ChildGuard } from './childGuard.ts';
import { identityOf, type ProcessIdentity } from './processIdentity.ts';

/** A Java process that goes on without us if it is not watched. */
export interface SpawnedNode {
  readonly identity: ProcessIdentity;
  /** Aborted as soon as it has ended. */
  readonly ended: AbortSignal;
}

/**
 * Starts a process in a group of its own, with all that it prints appended to a file: neither
 * Ctrl-C in our terminal nor our end reaches it, only the guard.
 */
export async function spawnNode(
  program: string,
  args: readonly string[],
  files: { readonly folder: string; readonly log: string },
  guard: ChildGuard,
): Promise<SpawnedNode> {
  const log = openSync(files.log, 'a');
  let child: ChildProcess;
  try {
    const stdio = ['ignore', log, log] as const;
    child = spawn(program, args, { detached: true, stdio: [...stdio], cwd: files.folder });
  } finally {
    closeSync(log);
  }
  const ended = new AbortController();
  child.on('exit', () => ended.abort());
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw error;
  }
  child.unref();
  // One that has ended already has no identity: what stands for it matches no process.
  const identity = identityOf(child.pid) ?? { pid: child.pid, startedAt: 'ended at once' };
  guard.watch(identity);
  return { identity, ended: ended.signal };
}
