import { readHistoryFile } from '../adapters/node/historyFile.ts';
import { checkExpectations } from '../check/checkExpectations.ts';
import type { CheckerRun } from '../check/runCheckers.ts';
import { runCheckers } from '../check/runCheckers.ts';
import { MemoryHistory } from '../history/memoryHistory.ts';
import type { ReportRun } from './reportRun.ts';
import { newReportRun } from './reportRun.ts';

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
