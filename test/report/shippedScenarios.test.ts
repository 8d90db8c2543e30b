import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import { reportPage } from '../../src/report/page/reportPage.ts';
import { drawCharts } from '../../src/report/render/drawCharts.ts';
import type { ReportRun } from '../../src/report/reportRun.ts';
import { newReportRun } from '../../src/report/reportRun.ts';
import { displayWidth } from '../../src/report/text/displayWidth.ts';
import { summaryText } from '../../src/report/text/summaryText.ts';
import { judgeOnSimulator } from '../../src/scenario/judgeOnSimulator.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { tagProblems } from './page/tagBalance.ts';
import { shippedProfile } from '../scenario/shippedProfile.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'scenarios');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

async function reportOf(name: string): Promise<ReportRun> {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const parsed = parseScenario(text, `scenarios/${name}`, shippedProfile);
  if ('errors' in parsed) throw new Error(`scenarios/${name} has errors`);
  const { scenario } = parsed;
  const history = new MemoryHistory();
  const { header, run, verdicts, expectations } = await judgeOnSimulator(scenario, {
    seed: scenario.seed,
    host: nodeHost,
    sinks: [history],
    print: null,
    productVersion: '0.0.0',
  });
  const parts = { header, events: history.events(), digest: run.digest, verdicts, expectations };
  return newReportRun({ ...parts, realUs: null, problem: '' });
}

describe.each(FILES)('scenarios/%s', (name) => {
  it('has a page that is well formed, explains every redelivery and is not heavy', async () => {
    const run = await reportOf(name);
    const charts = await drawCharts(run);
    expect(charts.map(({ chart }) => chart.name)).toContain('ownership');
    const page = reportPage(run, charts, '');
    expect(tagProblems(page)).toEqual([]);
    // With its letters the page has some 100 kB more.
    expect(page.length).toBeLessThan(1_400_000);
    run.verdicts.redeliveries.forEach((_, at) => {
      expect(page).toContain(`id="why-${at + 1}"`);
      expect(page).toContain(`id="mark-${at + 1}"`);
    });
    const lines = summaryText(run, { colour: false });
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(100);
  });
});
