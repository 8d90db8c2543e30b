// Builds the command line and src/cli/fidelity into a folder of their own, so that a build that happens
// meanwhile does not take the ground from under a run, and starts it. Arguments: see
// src/cli/fidelity/main.ts, or --help.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, root } from './bundleOptions.mjs';

const out = join(root, 'node_modules', '.cache', 'partition-lab-fidelity');
const program = join(out, 'dist', 'cli.js');

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return status ?? 1;
}

await build({
  ...bundleOptions,
  entryPoints: { main: 'src/cli/fidelity/main.ts' },
  outdir: out,
  outExtension: { '.js': '.mjs' },
});
process.exitCode = run(join(root, 'scripts', 'build.mjs'), '--out', join(out, 'dist'));
if (process.exitCode === 0) {
  process.exitCode = run(join(out, 'main.mjs'), '--program', program, ...process.argv.slice(2));
}
