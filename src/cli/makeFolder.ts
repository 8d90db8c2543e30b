import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, one level at a time: where no folder can be made, as in /proc,
 * Node's own recursive way may try for ever. Gives those that were not there, the uppermost first.
 * Throws the error of the file system.
 */
export function makeFolder(path: string): readonly string[] {
  if (isFolder(path)) return [];
  const above = dirname(path);
  const made = above === path ? [] : makeFolder(above);
  try {
    mkdirSync(path);
    return [...made, path];
  } catch (error) {
    // Another process may have been faster.
    if (isFolder(path)) return made;
    throw error;
  }
}

/** Removes folders that `makeFolder` made, as far as nothing is in them. */
export function removeMadeFolders(made: readonly string[]): void {
  for (const path of [...made].reverse()) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
