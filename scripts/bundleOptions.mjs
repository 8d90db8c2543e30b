import { join } from 'node:path';

/** The folder of the project. */
export const root = join(import.meta.dirname, '..');

/** What esbuild is told whenever it makes a Node program of our sources. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
};
