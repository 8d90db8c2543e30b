import { join } from 'node:path';
import { HistoryFile } from '../../adapters/node/historyFile.ts';
import type { HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
import { asReportFolderError } from '../../report/reportFolderError.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import {
  HISTORY_NAME,
  PAGE_NAME,
  openReportFolder,
  writeReport,
} from '../../report/writeReport.ts';
import { makeFolder, removeMadeFolders } from '../makeFolder.ts';

/**
 * The report folder of one run: the history goes into it while the run goes on, the page and the
 * charts when it is over.
 */
export class RunReport implements HistorySink {
  private readonly folder: string;
  private readonly madeFolders: readonly string[];
  private readonly history: HistoryFile;
  private failure: Error | null = null;
  private isRecorded = false;

  /** Throws ReportFolderError if the folder cannot be written. */
  constructor(folder: string, header: HistoryHeader) {
    this.folder = folder;
    try {
      this.madeFolders = makeFolder(folder);
      openReportFolder(folder);
      this.history = new HistoryFile(join(folder, HISTORY_NAME), header);
    } catch (error) {
      throw asReportFolderError(folder, error);
    }
  }

  /** Path of the history in the folder. */
  get historyPath(): string {
    return join(this.folder, HISTORY_NAME);
  }

  /** A full disk is no event of the run: it is told when the run is over. */
  onEvent(event: HistoryEvent): void {
    if (this.failure !== null) return;
    try {
      this.history.onEvent(event);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  /**
   * The run is over: writes the rest. Gives the path of the page. Rejects with ReportFolderError.
   */
  async write(run: ReportRun, charts: boolean): Promise<string> {
    try {
      if (this.failure !== null) throw this.failure;
      this.history.finish(run.digest);
    } catch (error) {
      this.giveUp();
      throw asReportFolderError(this.folder, error);
    }
    this.isRecorded = true;
    await writeReport(run, this.folder, { charts, besides: [HISTORY_NAME] });
    return join(this.folder, PAGE_NAME);
  }

  /**
   * The run broke: what there is of its history is kept, and nothing else. Gives its path, null if
   * it could not be written.
   */
  keepHistory(): string | null {
    try {
      if (this.failure !== null) throw this.failure;
      this.history.finish();
    } catch {
      this.giveUp();
      return null;
    }
    this.isRecorded = true;
    return this.historyPath;
  }

  /** Gives up. True if the history is there and whole; else nothing of it is left. */
  giveUp(): boolean {
    if (this.isRecorded) return true;
    this.history.discard();
    removeMadeFolders(this.madeFolders);
    return false;
  }
}
