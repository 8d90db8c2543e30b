// Bundles the benchmarks with esbuild and runs them. Arguments: see bench/main.ts, or --help.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, root } from './bundleOptions.mjs';

const out = join(root, 'node_modules', '.cache', 'partition-lab-bench');

await build({
  ...bundleOptions,
  entryPoints: { main: 'bench/main.ts' },
  outdir: out,
  outExtension: { '.js': '.mjs' },
});
const { status } = spawnSync(process.execPath, [join(out, 'main.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
