import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
/** Below node_modules, so that a bundle finds the packages. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'partition-lab-tests');

/**
 * Bundles TypeScript files of the repository so that a process of its own can run them. Gives the
 * path of the bundle; all of them go when the tests of the file are over.
 */
export function useBundles(): (entry: string) => Promise<string> {
  const made: string[] = [];
  afterAll(() => {
    for (const path of made.splice(0)) rmSync(path, { force: true });
  });
  return async (entry) => {
    mkdirSync(FOLDER, { recursive: true });
    const name = entry.replace(/[^a-z0-9]/gi, '-');
    const outfile = join(FOLDER, `${name}-${process.pid}-${made.length}.mjs`);
    made.push(outfile);
    await build({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      outfile,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'warning',
    });
    return outfile;
  };
}
