import { describe, expect, it } from 'vitest';
import { overallSentence } from '../../../src/report/collect/overallSentence.ts';
import type { ReportRun } from '../../../src/report/reportRun.ts';
import { newReportRun } from '../../../src/report/reportRun.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

/** Two coupons are issued of one that there is. */
function oversold(): RunScript {
  const script = new RunScript({ coupons: { '1': 1 } }).started('c1').assigned(1, { c1: [0] });
  script.requested('REQ-1').requested('REQ-2').polled('c1', 0, 2).handled('c1', 0);
  script.began('c1', 1).effect('c1', 1, 0, 'ISSUED').finished('c1', 1, 'ISSUED');
  return script.committed('c1', 2).quiet().ended('drained');
}

function told(run: ReportRun): string {
  return `${run.status}: ${overallSentence(run)}`;
}

describe('overallSentence', () => {
  it('is about rules alone where nothing is expected', () => {
    expect(told(scriptReport(crashScript()))).toBe('holds: Every rule holds.');
  });

  it('speaks of what is expected, met or not', () => {
    const met = scriptReport(crashScript(), { duplicates: { min: 1, max: 1 } });
    expect(told(met)).toBe(
      'holds: Every rule holds, and everything that the scenario expects came true.',
    );
    const missed = scriptReport(crashScript(), { duplicates: { min: 7, max: 7 } });
    expect(told(missed)).toBe('violated: 1 expectation not met.');
  });

  it('names rules that are violated, unless the scenario wants them to be', () => {
    expect(told(scriptReport(oversold()))).toBe('violated: 1 rule violated: never oversold.');
    expect(told(scriptReport(oversold(), { violates: ['never oversold'] }))).toBe(
      'holds: As the scenario expects, never oversold is violated, and every other rule holds.',
    );
  });

  it('does not claim more than a cut history tells', () => {
    const script = crashScript();
    script.events.pop();
    const run = scriptReport(script, {}, { problem: 'The file is cut within line 7.' });
    expect(told(run)).toBe('unknown: The history does not tell whether everything holds.');
    const whole = scriptReport(crashScript(), {}, { problem: 'The events have been changed.' });
    expect(whole.status).toBe('unknown');
    expect(newReportRun({ ...partsOf(whole), problem: '' }).status).toBe('holds');
  });
});

function partsOf({ header, digest, verdicts, expectations, realUs }: ReportRun) {
  const { events } = crashScript();
  return { header, digest, verdicts, expectations, realUs, events };
}
