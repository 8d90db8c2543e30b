import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DIFFERENCES_FILES, writeDifferences } from '../../differences/output/writeDifferences.ts';
import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';
import { asReportFolderError } from '../../report/reportFolderError.ts';
import { RunReport } from '../simulate/runReport.ts';
import type { ReplayRequest } from './replayRequest.ts';
import type { JudgedReplay } from './replayScenario.ts';

/** The report folder of a replay: that of the real run, and the differences. */
export class ReplayReport {
  private readonly folder: string;
  private readonly charts: boolean;
  private report: RunReport | null = null;

  private constructor(folder: string, charts: boolean) {
    this.folder = folder;
    this.charts = charts;
  }

  /** null: none is wanted. Throws ReportFolderError if the folder cannot be written. */
  static open({ report }: ReplayRequest, header: HistoryHeader): ReplayReport | null {
    if (report === null) return null;
    const folder = report.folder ?? defaultFolder(header);
    const opened = new ReplayReport(folder, report.charts);
    // To know now, not when the run is over.
    opened.report = new RunReport(folder, header);
    // Those of a former run would seem to be of this one.
    for (const name of DIFFERENCES_FILES) rmSync(join(folder, name), { force: true });
    return opened;
  }

  /** Writes all of it. Gives the path of the page. Rejects with ReportFolderError. */
  async write(
    { real, comparison }: JudgedReplay,
    header: HistoryHeader,
    events: readonly HistoryEvent[],
  ): Promise<string> {
    const page = await this.begin(header, events).write(real, this.charts);
    try {
      await writeDifferences(comparison, this.folder);
    } catch (error) {
      throw asReportFolderError(this.folder, error);
    }
    return page;
  }

  /** The run broke: keeps what there is of its history. null: that cannot be written. */
  keep(header: HistoryHeader, events: readonly HistoryEvent[]): string | null {
    return this.begin(header, events).keepHistory();
  }

  /** Takes back what is not whole. */
  close(): void {
    this.report?.giveUp();
  }

  /** Only now it is known which Kafka it was. */
  private begin(header: HistoryHeader, events: readonly HistoryEvent[]): RunReport {
    this.report?.giveUp();
    const report = new RunReport(this.folder, header);
    this.report = report;
    for (const event of events) report.onEvent(event);
    return report;
  }
}

/** Where a report goes if nobody says: `reports/rebalance-kafka-seed-7`. */
function defaultFolder({ scenarioPath, seed }: HistoryHeader): string {
  const name = basename(scenarioPath).replace(/\.ya?ml$/i, '');
  return `reports/${name}-kafka-seed-${seed}`;
}
