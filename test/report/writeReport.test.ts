import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileProbe } from '../../src/adapters/node/atomicFile.ts';
import { ReportFolderError } from '../../src/report/reportFolderError.ts';
import { MANIFEST_NAME, reportFolderProblem } from '../../src/report/reportManifest.ts';
import { openReportFolder, writeReport } from '../../src/report/writeReport.ts';
import { useScratchFolders } from '../adapters/node/scratchFolder.ts';
import { saleRun } from './saleRun.ts';

const newFolder = useScratchFolders();

/** Fails a step of the n-th file as a full disk would. */
function diskFullAt(file: number): FileProbe {
  let opened = 0;
  return (step) => {
    if (step === 'opened') opened++;
    if (step !== 'written' || opened !== file) return;
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
  };
}

describe('writeReport', () => {
  it('writes the page, the charts in three forms, and the list of them last', async () => {
    const folder = join(newFolder(), 'new', 'folder');
    const order: string[] = [];
    const probe: FileProbe = (step, path) => {
      if (step === 'named') order.push(path.slice(folder.length + 1));
    };
    const files = await writeReport(saleRun(), folder, { charts: true, probe });
    expect(files).toEqual(order);
    const charts = ['ownership', 'deliveries', 'lag', 'coupons', 'keys'].flatMap((name) =>
      ['svg', 'png', 'vl.json'].map((ending) => `charts/${name}.${ending}`),
    );
    expect(order).toEqual([...charts, 'report.html', MANIFEST_NAME]);
    expect(await reportFolderProblem(folder)).toBe('');
  });

  it('is the same when it is written again', async () => {
    const [one, other] = [newFolder(), newFolder()];
    await writeReport(saleRun(), one, { charts: true });
    await writeReport(saleRun(), other, { charts: true });
    const manifest = (folder: string): string => readFileSync(join(folder, MANIFEST_NAME), 'utf8');
    expect(manifest(other)).toBe(manifest(one));
  });

  it('draws nothing if no charts are wanted, and removes those of a former report', async () => {
    const folder = newFolder();
    await writeReport(saleRun(), folder, { charts: true });
    writeFileSync(join(folder, 'charts', 'mine.svg'), 'mine');
    writeFileSync(join(folder, 'charts', 'lag.png.tmp'), 'half');
    const files = await writeReport(saleRun(), folder, { charts: false });
    expect(files).toEqual(['report.html', MANIFEST_NAME]);
    expect(readdirSync(join(folder, 'charts'))).toEqual(['mine.svg']);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).not.toContain('<svg');
  });

  it('counts files that belong to the report and were there', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'history.jsonl'), '{}\n');
    const options = { charts: false, besides: ['history.jsonl'] };
    const files = await writeReport(saleRun(), folder, options);
    expect(files).toEqual(['history.jsonl', 'report.html', MANIFEST_NAME]);
    writeFileSync(join(folder, 'history.jsonl'), '{}\n{}\n');
    expect(await reportFolderProblem(folder)).toContain('history.jsonl is not the file');
  });

  it('keeps the page of a small sale small', async () => {
    const folder = newFolder();
    await writeReport(saleRun(), folder, { charts: true });
    const page = readFileSync(join(folder, 'report.html'));
    expect(page.length).toBeLessThan(600_000);
    expect(page.toString('utf8')).toContain('data:font/woff;base64,');
  });

  it('puts a font into a page without charts only if its letters need one', async () => {
    const folder = newFolder();
    const pageOf = async (title: string): Promise<string> => {
      await writeReport(saleRun({ title, coupons: ['1', '2'] }), folder, { charts: false });
      return readFileSync(join(folder, 'report.html'), 'utf8');
    };
    expect(await pageOf('A sale')).not.toContain('@font-face');
    expect(await pageOf('쿠폰 판매')).toContain('@font-face');
  });
});

describe('a folder that cannot be written', () => {
  it('takes back what it had written when the disk is full', async () => {
    for (const file of [1, 2]) {
      const folder = newFolder();
      const report = writeReport(saleRun(), folder, { charts: false, probe: diskFullAt(file) });
      await expect(report).rejects.toThrow(
        new ReportFolderError(`${folder} cannot be written: no space left on the disk`),
      );
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('says so if there is a file where the folder should be', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'mine');
    await expect(writeReport(saleRun(), file, { charts: false })).rejects.toThrow(
      `${file} cannot be written: there is a file of that name, not a folder`,
    );
    const below = join(file, 'below');
    expect(() => openReportFolder(below)).toThrow(ReportFolderError);
    expect(() => openReportFolder(below)).toThrow('a part of the path is a file, not a folder');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('says so if a folder has the name of a file of the report', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'report.html', 'inner'), { recursive: true });
    const report = writeReport(saleRun(), folder, { charts: false });
    await expect(report).rejects.toThrow(ReportFolderError);
    expect(existsSync(join(folder, 'report.html', 'inner'))).toBe(true);
    expect(existsSync(join(folder, MANIFEST_NAME))).toBe(false);
  });

  it('says so if it may not write, or the disk is read-only', async () => {
    const cases = [
      ['EACCES', 'permission denied'],
      ['EROFS', 'the file system is read-only'],
      ['EDQUOT', 'the disk quota is used up'],
    ] as const;
    for (const [code, words] of cases) {
      const folder = newFolder();
      const probe: FileProbe = () => {
        throw Object.assign(new Error(code), { code, syscall: 'open' });
      };
      const report = writeReport(saleRun(), folder, { charts: false, probe });
      await expect(report).rejects.toThrow(`${folder} cannot be written: ${words}`);
    }
  });

  it('passes on what is no error of the file system', async () => {
    const probe: FileProbe = () => {
      throw new TypeError('a bug');
    };
    const folder = newFolder();
    await expect(writeReport(saleRun(), folder, { charts: false, probe })).rejects.toThrow(
      TypeError,
    );
  });
});
