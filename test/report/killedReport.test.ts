import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MANIFEST_NAME, reportFolderProblem } from '../../src/report/reportManifest.ts';
import { useScratchFolders } from '../adapters/node/scratchFolder.ts';
import { useBundles } from './bundle.ts';

const newFolder = useScratchFolders();
const bundle = useBundles();

/** Every step is a kill of its own, which starts a process. */
const TIMEOUT_MS = 600_000;

let child = '';
beforeAll(async () => {
  child = await bundle('test/report/interruptedReport.ts');
});

/** Writes a report in a process that dies after so many steps; 0: it lives. Gives all steps. */
function write(
  folder: string,
  stepsToLive: number,
  kind: 'charts' | 'bare',
  title: string,
): number {
  const args = [child, folder, String(stepsToLive), kind, title];
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
  });
  if (stepsToLive === 0) {
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return Number(stdout);
  }
  expect(signal).toBe('SIGKILL');
  return stepsToLive;
}

/** Path within the folder to content, of all files that do not say that they are temporary. */
function namedFiles(folder: string, within = ''): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(join(folder, within), { withFileTypes: true })) {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) for (const file of namedFiles(folder, path)) files.set(...file);
    else if (!path.endsWith('.tmp')) files.set(path, readFileSync(join(folder, path)));
  }
  return files;
}

/** Fails unless every file with its final name is, byte by byte, what a whole report has there. */
function expectWholeFiles(folder: string, whole: ReadonlyMap<string, Buffer>, where: string): void {
  for (const [path, content] of namedFiles(folder)) {
    expect(whole.has(path), `${where}: ${path} is no file of the report`).toBe(true);
    expect(content.equals(whole.get(path)!), `${where}: ${path} is not whole`).toBe(true);
  }
}

describe('a report whose process is killed', () => {
  it(
    'leaves whole files and no manifest, wherever it was',
    async () => {
      const reference = newFolder();
      const steps = write(reference, 0, 'bare', 'whole');
      const whole = namedFiles(reference);
      expect([...whole.keys()].sort()).toEqual([MANIFEST_NAME, 'history.jsonl', 'report.html']);
      expect(await reportFolderProblem(reference)).toBe('');
      let manifests = 0;
      for (let step = 1; step <= steps; step++) {
        const folder = newFolder();
        write(folder, step, 'bare', 'whole');
        expectWholeFiles(folder, whole, `killed after step ${step} of ${steps}`);
        const isNamed = existsSync(join(folder, MANIFEST_NAME));
        if (isNamed) manifests++;
        expect((await reportFolderProblem(folder)) === '', `step ${step}`).toBe(isNamed);
        if (step !== Math.floor(steps / 2)) continue;
        write(folder, 0, 'bare', 'whole');
        expect(await reportFolderProblem(folder), 'written again').toBe('');
        expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      }
      // Only the last step is after the manifest has its name.
      expect(manifests).toBe(1);
    },
    TIMEOUT_MS,
  );

  it(
    'leaves whole charts too',
    async () => {
      const reference = newFolder();
      const steps = write(reference, 0, 'charts', 'whole');
      const whole = namedFiles(reference);
      expect(whole.size).toBe(3 + 5 * 3);
      expect(await reportFolderProblem(reference)).toBe('');
      for (let part = 1; part < 6; part++) {
        const step = Math.round((steps * part) / 6);
        const folder = newFolder();
        write(folder, step, 'charts', 'whole');
        const where = `killed after step ${step} of ${steps}`;
        expectWholeFiles(folder, whole, where);
        expect(await reportFolderProblem(folder), where).toMatch(/complete.json is missing/);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'never makes a whole report of the files of two runs',
    async () => {
      const latter = newFolder();
      const steps = write(latter, 0, 'bare', 'latter');
      const whole = namedFiles(latter);
      const former = newFolder();
      write(former, 0, 'charts', 'former');
      for (let step = 1; step <= steps; step += 4) {
        const folder = newFolder();
        cpSync(former, folder, { recursive: true });
        write(folder, step, 'bare', 'latter');
        const problem = await reportFolderProblem(folder);
        if (problem === '') expectWholeFiles(folder, whole, `step ${step}`);
        else expect(problem).toMatch(/complete.json is missing/);
        expect(existsSync(join(folder, 'charts', 'keys.svg'))).toBe(false);
      }
    },
    TIMEOUT_MS,
  );
});
