import type { GroupSnapshot } from '../../history/groupSnapshot.ts';
import { MemoryHistory } from '../../history/memoryHistory.ts';
import { ReportFolderError } from '../../report/reportFolderError.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import { newReportRun } from '../../report/reportRun.ts';
import { judgeOnSimulator } from '../../scenario/judgeOnSimulator.ts';
import { historyHeader } from '../../scenario/runOnSimulator.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Host } from '../../sim/host.ts';
import { differenceOfRuns } from '../differenceOfRuns.ts';
import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';
import { Interruption } from '../interruption.ts';
import { interruptibleHost } from '../interruptibleHost.ts';
import { Misuse } from '../misuse.ts';
import { productVersion } from '../productVersion.ts';
import { programCommand } from '../programCommand.ts';
import { readScenario } from '../readScenario.ts';
import { untilAborted } from '../untilAborted.ts';
import { defaultReportFolder } from './defaultReportFolder.ts';
import type { RunPrinter } from './runPrinter.ts';
import { newRunPrinter } from './runPrinter.ts';
import type { RunReport } from './runReport.ts';
import type { RunRequest } from './simulateRequest.ts';
import { TracePrinter } from './tracePrinter.ts';

/** Runs a scenario once, judges it, prints what happened and writes the report. */
export async function runScenario(request: RunRequest): Promise<ExitCode> {
  const scenario = await readScenario(request.file);
  const seed = request.seed ?? scenario.seed;
  const program = programCommand(process.env, process.argv[1]);
  const printer = await newRunPrinter(request.output, { scenario, seed, program });
  const report = await openReport(request, scenario, seed);
  const interruption = new Interruption();
  const { signal } = interruption;
  const play = new Play(request, scenario, seed, program, interruptibleHost(signal));
  try {
    const exitCode = await untilAborted(play.perform(printer, report), signal);
    if (exitCode !== null) return exitCode;
    const isRecorded = report?.giveUp() === true;
    printer.interrupted(isRecorded ? report.historyPath : null);
    return interruption.exitCode;
  } finally {
    interruption.stopListening();
  }
}

/** null: no report is wanted. Throws `Misuse` if it cannot be written. */
async function openReport(
  request: RunRequest,
  scenario: Scenario,
  seed: number,
): Promise<RunReport | null> {
  if (request.report === null) return null;
  const { RunReport } = await import('./runReport.ts');
  const { folder } = request.report;
  try {
    const path = folder ?? defaultReportFolder(scenario.path, seed);
    return new RunReport(path, historyHeader(scenario, seed, productVersion));
  } catch (error) {
    if (!(error instanceof ReportFolderError)) throw error;
    throw new Misuse(`${error.message}\nName another folder with --out, or say --no-report.`);
  }
}

/** One run from its first event to its report. */
class Play {
  private readonly request: RunRequest;
  private readonly scenario: Scenario;
  private readonly seed: number;
  private readonly program: string;
  private readonly host: Host;

  constructor(request: RunRequest, scenario: Scenario, seed: number, program: string, host: Host) {
    this.request = request;
    this.scenario = scenario;
    this.seed = seed;
    this.program = program;
    this.host = host;
  }

  async perform(printer: RunPrinter, report: RunReport | null): Promise<ExitCode> {
    let history: MemoryHistory;
    let run: ReportRun;
    let difference: string | null;
    let snapshots: readonly GroupSnapshot[];
    try {
      history = new MemoryHistory();
      [run, snapshots] = await this.runFirst(history, printer, report);
      difference = this.request.checkDeterminism ? await this.compareSecond(run, history) : null;
    } catch (error) {
      report?.giveUp();
      printer.failed(error);
      return EXIT.unknown;
    }
    const isRepeatable = this.request.checkDeterminism ? difference === null : null;
    printer.judged(run, { isRepeatable, difference });
    if (snapshots.length > 0) printer.described(snapshots);
    const page = report === null ? null : await this.writeReport(run, report, printer);
    printer.finished(page);
    return isRepeatable === false ? EXIT.violated : EXIT[run.status];
  }

  private async runFirst(
    history: MemoryHistory,
    printer: RunPrinter,
    report: RunReport | null,
  ): Promise<readonly [ReportRun, readonly GroupSnapshot[]]> {
    const { trace, describeAtUs } = this.request;
    const tracer = trace === null ? null : new TracePrinter(trace, printer.trace);
    if (tracer !== null) printer.traceBegins();
    // The events of a large run take more room than the run: kept only if somebody reads them.
    const isKept = printer.tellsStory || report !== null || this.request.checkDeterminism;
    const startedMs = performance.now();
    const { header, run, verdicts, expectations } = await judgeOnSimulator(this.scenario, {
      seed: this.seed,
      host: this.host,
      sinks: [isKept ? history : null, report, tracer].filter((sink) => sink !== null),
      print: printer.printed,
      productVersion,
      describeAtUs,
    });
    const realUs = Math.round((performance.now() - startedMs) * 1000);
    tracer?.flush();
    const { digest } = run;
    const events = history.events();
    const { program } = this;
    const parts = { header, events, digest, verdicts, expectations, realUs, problem: '', program };
    return [newReportRun(parts), run.snapshots];
  }

  /** In what a second run differs from the first; null: in nothing. */
  private async compareSecond(run: ReportRun, history: MemoryHistory): Promise<string | null> {
    const again = new MemoryHistory();
    const { run: second } = await judgeOnSimulator(this.scenario, {
      seed: this.seed,
      host: this.host,
      sinks: [again],
      print: null,
      productVersion,
    });
    return differenceOfRuns(
      { digest: run.digest, events: history.events() },
      { digest: second.digest, events: again.events() },
    );
  }

  private async writeReport(
    run: ReportRun,
    report: RunReport,
    printer: RunPrinter,
  ): Promise<string> {
    printer.writing();
    try {
      return await report.write(run, this.request.report?.charts !== false);
    } catch (error) {
      if (!(error instanceof ReportFolderError)) throw error;
      throw new Misuse(error.message);
    }
  }
}
