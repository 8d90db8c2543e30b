import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HistoryFile } from '../../src/adapters/node/historyFile.ts';
import { HistoryFormatError } from '../../src/history/historyFormatError.ts';
import { readReportRun } from '../../src/report/readReportRun.ts';
import { summaryText } from '../../src/report/text/summaryText.ts';
import { writeReport } from '../../src/report/writeReport.ts';
import { useScratchFolders } from '../adapters/node/scratchFolder.ts';
import { saleHistory } from './saleHistory.ts';
import { SALE_EXPECTATIONS, saleRun } from './saleRun.ts';

const newFolder = useScratchFolders();

function saveSale(folder: string): string {
  const { header, events } = saleHistory({ expect: SALE_EXPECTATIONS });
  const path = join(folder, 'history.jsonl');
  const file = new HistoryFile(path, header);
  for (const event of events) file.onEvent(event);
  file.finish('0123456789abcdef');
  return path;
}

describe('readReportRun', () => {
  it('gives the page that the run gave, but for the real time', async () => {
    const [then, now] = [newFolder(), newFolder()];
    await writeReport(saleRun(), then, { charts: true });
    const run = await readReportRun(saveSale(now));
    await writeReport(run, now, { charts: true });
    const page = readFileSync(join(then, 'report.html'), 'utf8');
    expect(page).toContain('<dd>82 ms</dd>');
    expect(readFileSync(join(now, 'report.html'), 'utf8')).toBe(
      page.replace('<dd>82 ms</dd>', '<dd>not recorded</dd>'),
    );
    for (const name of ['ownership', 'deliveries', 'lag', 'coupons', 'keys']) {
      const chart = join('charts', `${name}.png`);
      expect(readFileSync(join(now, chart)).equals(readFileSync(join(then, chart)))).toBe(true);
    }
  });

  it('judges as the run was judged: expectations, verdicts, digest', async () => {
    const original = saleRun();
    const run = await readReportRun(saveSale(newFolder()));
    expect(run.status).toBe('violated');
    expect(run.expectations).toEqual(original.expectations);
    expect(run.verdicts.verdicts).toEqual(original.verdicts.verdicts);
    expect(run.digest).toBe(original.digest);
    expect(run.picture).toEqual(original.picture);
    expect(summaryText({ ...run, realUs: 82_000 }, { colour: false })).toEqual(
      summaryText(original, { colour: false }),
    );
  });

  it('names the program that plays it again', async () => {
    const run = await readReportRun(saveSale(newFolder()), 'partition-lab simulate');
    expect(run.replay).toBe('partition-lab simulate scenarios/consumer-crash.yaml --seed 42');
  });

  it('does not judge what was cut off', async () => {
    const path = saveSale(newFolder());
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, text.length / 2));
    const run = await readReportRun(path);
    expect(run.status).toBe('unknown');
    expect(run.problem).toMatch(/^The file is cut within line \d+\.$/);
    expect(run.digest).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not trust events that were changed', async () => {
    const path = saveSale(newFolder());
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"outcome":"ISSUED"', '"outcome":"SOLD_OUT"'));
    const run = await readReportRun(path);
    expect(run.problem).toContain('The events have been changed');
  });

  it('refuses what is no history, and what the header expects wrongly', async () => {
    const path = join(newFolder(), 'history.jsonl');
    writeFileSync(path, 'title: a scenario\n');
    await expect(readReportRun(path)).rejects.toThrow(HistoryFormatError);
    const saved = saveSale(newFolder());
    const text = readFileSync(saved, 'utf8');
    writeFileSync(saved, text.replace('"soldOut":{"min":0', '"soldOut":{"min":"few"'));
    await expect(readReportRun(saved)).rejects.toThrow(/line 1: "expect.soldOut" of the header is/);
  });
});
