import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Something outside that keeps a real Kafka from running, in words that say what to do. `misuse`:
 * what was asked for cannot be had; `unable`: this machine or its present state does not allow it.
 */
export class KafkaProblem extends Error {
  override name = 'KafkaProblem';
  readonly kind: 'misuse' | 'unable';

  constructor(kind: 'misuse' | 'unable', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A start that was called off: nothing of it runs. */
export class StartInterrupted extends Error {
  override name = 'StartInterrupted';

  constructor() {
    super('interrupted');
  }
}

/** Throws if the start was called off. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new StartInterrupted();
}

/** The problem behind an error of the file system; `null` if it is none of the known ones. */
export function fileProblem(error: unknown, path: string): KafkaProblem | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new KafkaProblem('unable', `${path}: no permission to write there`);
    case 'EROFS':
      return new KafkaProblem('unable', `${path}: the file system is read-only`);
    case 'ENOSPC':
    case 'EDQUOT':
      return new KafkaProblem('unable', `${path}: the disk is full`);
    case 'ENOENT':
      return new KafkaProblem('misuse', `${path}: cannot be made there`);
    case 'ENOTDIR':
    case 'EEXIST':
      return new KafkaProblem('misuse', `${path}: not a folder`);
    default:
      return null;
  }
}

/**
 * Makes a folder and those above it. Node's own way goes round for ever where a system lets none be
 * made (/proc), and names the wrong error on a read-only one.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    await mkdir(path);
  }
}

/** Runs what touches files below `path`; its known errors become problems. */
export async function withFileProblems<T>(path: string, action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileProblem(error, path) ?? error;
  }
}
