import { describe, expect, it } from 'vitest';
import type { ReportRun } from '../../../src/report/reportRun.ts';
import { displayWidth } from '../../../src/report/text/displayWidth.ts';
import { summaryText, timeLine } from '../../../src/report/text/summaryText.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { saleRun } from '../saleRun.ts';
import { scriptReport } from '../scriptReport.ts';

const PLAIN = { colour: false };
const KOREAN =
  '선착순 쿠폰 발급 중에 소비자가 죽으면 어떻게 되는가: 마지막으로 커밋한 오프셋부터 다시 읽는다';

/** Two coupons of one are issued. */
function oversold(): RunScript {
  const script = new RunScript({ coupons: { 한정판: 1 } }).started('c1').assigned(1, { c1: [0] });
  script.requested('REQ-1', { coupon: '한정판' }).requested('REQ-2', { coupon: '한정판' });
  script.polled('c1', 0, 2).handled('c1', 0).began('c1', 1).effect('c1', 1, 0, 'ISSUED');
  return script.finished('c1', 1, 'ISSUED').committed('c1', 2).quiet().ended('drained');
}

const RUNS: readonly (readonly [string, ReportRun])[] = [
  ['sale', saleRun({ title: KOREAN })],
  ['crash', scriptReport(crashScript(), { duplicates: { min: 1, max: 1 } })],
  ['zombie', scriptReport(zombieScript(), { redelivered: { min: 5, max: Infinity } })],
  ['oversold', scriptReport(oversold(), { holds: ['never oversold'] })],
  ['lesson', scriptReport(oversold(), { violates: ['never oversold'] })],
  ['cut', scriptReport(crashScript(), {}, { problem: 'The file is cut.', realUs: null })],
];

describe('summaryText', () => {
  // Golden files: `npx vitest run test/report -u` writes them anew.
  it.each(RUNS)('%s: is the golden text', async (name, run) => {
    const text = `${summaryText(run, PLAIN).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`golden/summary-${name}.txt`);
  });

  it.each(RUNS)('%s: keeps to 80 columns and to 60, but for tables and the command', (_, run) => {
    expect(widest(summaryText(run, PLAIN))).toBeLessThanOrEqual(80);
    const prose = summaryText(run, { colour: false, width: 60 }).filter(
      (line) =>
        !/^(Again: |TOPIC |coupon|CONSUMER-ID|한정판|\d |c\d-|Topic|Group | {2}Part)/.test(line),
    );
    expect(widest(prose)).toBeLessThanOrEqual(60);
  });

  it.each(RUNS)('%s: says the same with colours and without', (_, run) => {
    const coloured = summaryText(run, { colour: true }).join('\n');
    expect(coloured).toContain('\u001b[');
    const stripped = coloured.replaceAll(/\u001b\[[0-9;]*m/g, '');
    expect(stripped).toBe(summaryText(run, PLAIN).join('\n'));
  });

  it('does not let a title steer the terminal', () => {
    const run = saleRun({ title: '\u001b[2Jcleared' });
    expect(summaryText(run, PLAIN)[0]).toBe('\\u001b[2Jcleared');
  });
});

describe('timeLine', () => {
  it('compares virtual and real time where both are known', () => {
    const run = saleRun();
    expect(timeLine(run)).toMatch(/^34\.0 s of virtual time in 82 ms of real time, \d+ events$/);
    expect(timeLine({ ...run, realUs: null })).toMatch(/^34\.0 s of virtual time, \d+ events$/);
  });
});

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map(displayWidth));
}
