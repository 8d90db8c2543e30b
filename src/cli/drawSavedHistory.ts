import { access, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileErrorText } from '../adapters/node/fileErrorText.ts';
import { HistoryFormatError } from '../history/historyFormatError.ts';
import { readReportRun } from '../report/readReportRun.ts';
import { ReportFolderError, asReportFolderError } from '../report/reportFolderError.ts';
import type { ReportRun } from '../report/reportRun.ts';
import { summaryText } from '../report/text/summaryText.ts';
import { HISTORY_NAME, PAGE_NAME, writeReport } from '../report/writeReport.ts';
import type { ExitCode } from './exitCode.ts';
import { EXIT } from './exitCode.ts';
import { Interruption } from './interruption.ts';
import { makeFolder } from './makeFolder.ts';
import { Misuse } from './misuse.ts';
import { once } from './options/givenOption.ts';
import type { GivenText } from './options/givenOption.ts';
import { programCommand } from './programCommand.ts';
import { terminalText } from './terminalText.ts';
import { untilAborted } from './untilAborted.ts';

/** What `report` is asked for. */
export interface RedrawRequest {
  readonly history: string;
  readonly out: GivenText;
  readonly charts: boolean;
}

/** Reads a saved history, judges it, prints what it tells and draws its report. */
export async function drawSavedHistory(request: RedrawRequest): Promise<ExitCode> {
  const folder = folderOf(request);
  const interruption = new Interruption();
  try {
    const exitCode = await untilAborted(draw(request, folder), interruption.signal);
    if (exitCode !== null) return exitCode;
    console.error(`Interrupted: the report in ${folder} is not complete.`);
    return interruption.exitCode;
  } finally {
    interruption.stopListening();
  }
}

function folderOf({ history, out }: RedrawRequest): string {
  const folder = once(out, '--out') ?? dirname(history);
  if (folder === '') throw new Misuse('--out: name a folder.');
  return folder;
}

async function draw({ history, charts }: RedrawRequest, folder: string): Promise<ExitCode> {
  const run = await readRun(history);
  console.log(summaryText(run, terminalText()).join('\n'));
  try {
    makeFolder(folder);
    const besides = (await isHistoryOf(history, folder)) ? [HISTORY_NAME] : [];
    await writeReport(run, folder, { charts, besides });
  } catch (error) {
    const told = asReportFolderError(folder, error);
    throw told instanceof ReportFolderError ? new Misuse(told.message) : error;
  }
  console.log(`Report: ${join(folder, PAGE_NAME)}`);
  return EXIT[run.status];
}

async function readRun(history: string): Promise<ReportRun> {
  try {
    return await readReportRun(history, programCommand(process.env, process.argv[1]));
  } catch (error) {
    if (error instanceof HistoryFormatError) throw new Misuse(`${history}: ${error.message}`);
    const words = fileErrorText(error);
    if (words === null) throw error;
    throw new Misuse(`${history}: cannot be read: ${words}`);
  }
}

/** True if the history is the one that belongs to the report of the folder. */
async function isHistoryOf(history: string, folder: string): Promise<boolean> {
  const ofFolder = join(folder, HISTORY_NAME);
  try {
    await access(ofFolder);
    return (await realpath(ofFolder)) === (await realpath(history));
  } catch {
    return false;
  }
}
