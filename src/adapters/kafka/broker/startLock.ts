import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaProblem } from './kafkaProblem.ts';
import { findProcess, identityOf, type ProcessIdentity } from './processIdentity.ts';

/**
 * Takes a cluster's folder for one start at a time; returns what gives it back. Throws KafkaProblem
 * if another start is under way there. What a dead start left behind does not count.
 */
export function lockForStart(dataFolder: string): () => void {
  const path = join(dataFolder, 'start.lock');
  const mine = JSON.stringify(identityOf(process.pid));
  for (let attempt = 1; ; attempt += 1) {
    if (createExclusively(path, mine)) return () => rmSync(path, { force: true });
    const holder = readHolder(path);
    if (holder !== null && findProcess(holder) !== null) {
      const who = `process ${holder.pid}`;
      throw new KafkaProblem('unable', `${dataFolder}: another start is under way there (${who})`);
    }
    if (attempt === 3) throw new KafkaProblem('unable', `${path}: cannot be taken; remove it`);
    rmSync(path, { force: true });
  }
}

function createExclusively(path: string, text: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
  return true;
}

function readHolder(path: string): ProcessIdentity | null {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity | null;
    return typeof holder?.pid === 'number' ? holder : null;
  } catch {
    return null;
  }
}
