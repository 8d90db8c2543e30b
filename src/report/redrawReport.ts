import { readHistoryFile } from '../adapters/node/historyFile.ts';
import { checkExpectations } from '../check/checkExpectations.ts';
import type { CheckerRun } from '../check/runCheckers.ts';
import { runCheckers } from '../check/runCheckers.ts';
import { MemoryHistory } from '../history/memoryHistory.ts';
import type { ReportRun } from './reportRun.ts';
import { newReportRun } from './reportRun.ts';
import type { WriteReportOptions } from './writeReport.ts';
import { writeReport } from './writeReport.ts';

/**
 * A saved history, judged anew: the same report as the run gave, but for the real time that it
 * took. `program`: how `simulate` is called where it will be read; absent: as from a checkout.
 * Rejects with HistoryFormatError, which names the line, or with the error of the file system.
 */
export async function readReportRun(historyPath: string, program?: string): Promise<ReportRun> {
  const history = new MemoryHistory();
  let checkers: CheckerRun | null = null;
  const reading = await readHistoryFile(historyPath, (header) => {
    const judges = runCheckers(header);
    checkers = judges;
    return {
      onEvent(event) {
        history.onEvent(event);
        judges.onEvent(event);
      },
    };
  });
  const { header, problem } = reading;
  const verdicts = checkers!.finish();
  const expectations = header.expect === null ? [] : checkExpectations(header.expect, verdicts);
  const digest = reading.runDigest === '' ? reading.digest : reading.runDigest;
  const events = history.events();
  const parts = { header, events, digest, verdicts, expectations, realUs: null, problem };
  return newReportRun(program === undefined ? parts : { ...parts, program });
}

/** What a redrawn report is to hold, and where it will be read. */
export interface RedrawReportOptions extends WriteReportOptions {
  /** How `simulate` is called there; absent: as from a checkout. */
  readonly program?: string;
}

/**
 * Draws the report of a saved history into a folder, as `writeReport` does, and gives what it
 * tells. Rejects as `readReportRun` and `writeReport` do.
 */
export async function redrawReport(
  historyPath: string,
  folder: string,
  options: RedrawReportOptions,
): Promise<ReportRun> {
  const run = await readReportRun(historyPath, options.program);
  await writeReport(run, folder, options);
  return run;
}
