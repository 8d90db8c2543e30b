import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readProcess } from './processIdentity.ts';

const PREFIX = '.preparing-';

/** A name for what is not whole yet. It tells who works on it. */
export function temporaryName(what: string): string {
  return `${PREFIX}${process.pid}-${what}`;
}

/** Removes what processes that have ended left half done. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = new RegExp(`^\\${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || readProcess(Number(pid)) !== null) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
