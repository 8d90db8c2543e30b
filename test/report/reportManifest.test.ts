import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  MANIFEST_NAME,
  manifestFile,
  manifestFileOf,
  newReportManifest,
  reportFolderProblem,
} from '../../src/report/reportManifest.ts';
import { useScratchFolders } from '../adapters/node/scratchFolder.ts';

const newFolder = useScratchFolders();

/** A folder with two files and their manifest. */
function wholeFolder(): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'charts'));
  writeFileSync(join(folder, 'report.html'), '한정판');
  writeFileSync(join(folder, 'charts', 'keys.png'), new Uint8Array([1, 2, 3]));
  const files = [
    manifestFile('report.html', '한정판'),
    manifestFile('charts/keys.png', new Uint8Array([1, 2, 3])),
  ];
  const manifest = newReportManifest('0123', files);
  writeFileSync(join(folder, MANIFEST_NAME), JSON.stringify(manifest));
  return folder;
}

describe('reportFolderProblem', () => {
  it('finds nothing in a whole folder, whatever else is in it', async () => {
    const folder = wholeFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(await reportFolderProblem(folder)).toBe('');
  });

  it('misses the manifest, and every file of it', async () => {
    const folder = wholeFolder();
    rmSync(join(folder, 'charts', 'keys.png'));
    expect(await reportFolderProblem(folder)).toMatch(/not whole: charts\/keys.png is missing\.$/);
    rmSync(join(folder, MANIFEST_NAME));
    expect(await reportFolderProblem(folder)).toMatch(/not whole: complete.json is missing\.$/);
  });

  it('sees that a file is another one, even of the same size', async () => {
    const folder = wholeFolder();
    writeFileSync(join(folder, 'report.html'), '한정핀');
    expect(await reportFolderProblem(folder)).toMatch(/report.html is not the file that was/);
  });

  it('trusts no manifest that is none', async () => {
    const folder = wholeFolder();
    for (const text of ['', '{', '[]', 'null', '{"format":"other","version":1,"files":[]}']) {
      writeFileSync(join(folder, MANIFEST_NAME), text);
      expect(await reportFolderProblem(folder), text).toMatch(/is no report manifest\.$/);
    }
  });
});

it('manifestFileOf: reads what manifestFile is told', async () => {
  const folder = wholeFolder();
  expect(await manifestFileOf(folder, 'report.html')).toEqual(
    manifestFile('report.html', '한정판'),
  );
  await expect(manifestFileOf(folder, 'none')).rejects.toThrow(/ENOENT/);
});
