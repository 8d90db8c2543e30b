import { join } from 'node:path';
import type { FileProbe } from '../../src/adapters/node/atomicFile.ts';
import { HistoryFile } from '../../src/adapters/node/historyFile.ts';
import { HISTORY_NAME, openReportFolder, writeReport } from '../../src/report/writeReport.ts';
import { saleHistory } from './saleHistory.ts';
import { saleRun } from './saleRun.ts';

// Writes the report of a sale, in a process of its own, and kills itself after a number of steps.
// Arguments: folder, steps until death (0: lives), `charts` or `bare`, title.
const [folder, stepsToLive, kind, title] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];

let steps = 0;
const probe: FileProbe = () => {
  steps++;
  if (steps === Number(stepsToLive)) process.kill(process.pid, 'SIGKILL');
};

const { header, events } = saleHistory({ title });
openReportFolder(folder);
const history = new HistoryFile(join(folder, HISTORY_NAME), header, probe);
for (const event of events) history.onEvent(event);
history.finish('0123456789abcdef');
const options = { charts: kind === 'charts', besides: [HISTORY_NAME], probe };
await writeReport(saleRun({ title }), folder, options);
process.stdout.write(String(steps));
