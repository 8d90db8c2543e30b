import { KafkaProblem, StartInterrupted } from '../../adapters/kafka/broker/kafkaProblem.ts';
import { nodeHost } from '../../adapters/node/nodeHost.ts';
import { PostgresUnusable } from '../../adapters/postgres/postgresUnusable.ts';
import { checkExpectations } from '../../check/checkExpectations.ts';
import { runCheckers } from '../../check/runCheckers.ts';
import { FactCollector } from '../../differences/collectFacts.ts';
import type { CollectedFacts } from '../../differences/collectFacts.ts';
import { compareRuns } from '../../differences/compareRuns.ts';
import type { RunComparison } from '../../differences/compareRuns.ts';
import { newScheduleSearch } from '../../differences/newScheduleSearch.ts';
import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';
import { HistoryRecorder } from '../../history/historyRecorder.ts';
import { memberProgram } from '../../replay/memberProgram.ts';
import type { ReplayedRun } from '../../replay/replayOnKafka.ts';
import { replayOnKafka } from '../../replay/replayOnKafka.ts';
import { ReplayProblem } from '../../replay/replayProblem.ts';
import type { RealCluster } from '../../replay/realCluster.ts';
import { ReportFolderError } from '../../report/reportFolderError.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import { newReportRun } from '../../report/reportRun.ts';
import { judgeOnSimulator } from '../../scenario/judgeOnSimulator.ts';
import type { JudgedRun } from '../../scenario/judgeOnSimulator.ts';
import { historyHeader } from '../../scenario/runOnSimulator.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { Interruption } from '../interruption.ts';
import { productVersion } from '../productVersion.ts';
import { readScenario } from '../readScenario.ts';
import { openCluster, prepareReplay } from './preparedReplay.ts';
import type { PreparedReplay } from './preparedReplay.ts';
import type { ReplayPrinter } from './replayPrinter.ts';
import { newReplayPrinter } from './replayPrinter.ts';
import { ReplayReport } from './replayReport.ts';
import type { ReplayRequest } from './replayRequest.ts';

/** Both runs of a scenario, and what differs. */
export interface JudgedReplay {
  readonly simulated: JudgedRun;
  readonly real: ReportRun;
  readonly comparison: RunComparison;
}

/**
 * Runs a scenario on the simulator and on a real Kafka, judges both, compares them, prints what
 * happened and writes the report. Whatever happens, nothing is left running.
 */
export async function replayScenario(request: ReplayRequest): Promise<ExitCode> {
  const scenario = await readScenario(request.file);
  const seed = request.seed ?? scenario.seed;
  const printer = newReplayPrinter(request.output);
  const interruption = new Interruption();
  const play = new ReplayPlay(request, seed, printer, interruption.signal);
  try {
    const prepared = await prepareReplay(scenario, request, interruption.signal, printer.progress);
    return await play.perform(prepared);
  } catch (error) {
    return play.explain(error);
  } finally {
    interruption.stopListening();
  }
}

/** One replay from its cluster to its report. */
class ReplayPlay {
  private readonly request: ReplayRequest;
  private readonly seed: number;
  private readonly printer: ReplayPrinter;
  private readonly signal: AbortSignal;

  constructor(request: ReplayRequest, seed: number, printer: ReplayPrinter, signal: AbortSignal) {
    this.request = request;
    this.seed = seed;
    this.printer = printer;
    this.signal = signal;
  }

  async perform(prepared: PreparedReplay): Promise<ExitCode> {
    const { request, printer, signal, seed } = this;
    const { scenario, timeScale } = prepared;
    const simHeader = { ...historyHeader(scenario, seed, productVersion), timeScale };
    const report = ReplayReport.open(request, simHeader);
    try {
      const { facts, judged } = await this.simulate(prepared, simHeader);
      const program = memberProgram();
      const cluster = await openCluster(request, prepared, signal, printer.progress);
      let run: ReplayedRun;
      const header = realHeader(simHeader, cluster);
      try {
        printer.begins(prepared, cluster);
        run = await this.replay(prepared, cluster, program);
      } finally {
        printer.progress('Stopping');
        await cluster.close();
      }
      const problem = run.problem ?? (signal.aborted ? new StartInterrupted() : null);
      if (problem !== null) {
        const kept = report?.keep(header, run.events) ?? null;
        // What is left on a cluster of ours goes with it.
        printer.broke(problem, kept, cluster.local === null ? run.left : []);
        return problem instanceof ReplayProblem && problem.kind === 'misuse'
          ? EXIT.misuse
          : EXIT.unknown;
      }
      const real = judge(header, run.events, scenario.expect);
      printer.progress('Comparing');
      const comparison = await this.compare(prepared, facts, header, run.events);
      const replay: JudgedReplay = { simulated: judged, real, comparison };
      const page = (await report?.write(replay, header, run.events)) ?? null;
      printer.judged(replay, run, page);
      return exitCodeOf(replay);
    } finally {
      report?.close();
    }
  }

  /** What is told if the run could not begin, or something of it broke. */
  explain(error: unknown): ExitCode {
    const { printer, signal } = this;
    if (signal.aborted || error instanceof StartInterrupted) {
      printer.broke(new StartInterrupted(), null, []);
      return EXIT.unknown;
    }
    if (error instanceof ReportFolderError || error instanceof PostgresUnusable) {
      printer.broke(error, null, []);
      return EXIT.unknown;
    }
    if (error instanceof KafkaProblem || error instanceof ReplayProblem) {
      printer.broke(error, null, []);
      return error.kind === 'misuse' ? EXIT.misuse : EXIT.unknown;
    }
    throw error;
  }

  private async simulate(
    { scenario }: PreparedReplay,
    header: HistoryHeader,
  ): Promise<{ readonly facts: CollectedFacts; readonly judged: JudgedRun }> {
    this.printer.progress('Running the simulator');
    const collector = new FactCollector(header);
    const judged = await judgeOnSimulator(scenario, {
      seed: this.seed,
      host: nodeHost,
      sinks: [collector],
      print: null,
      productVersion,
    });
    return { facts: collector.finish(), judged };
  }

  private async replay(
    { scenario, client, cacheFolder }: PreparedReplay,
    cluster: RealCluster,
    program: string,
  ): Promise<ReplayedRun> {
    const { request, seed, printer, signal } = this;
    return await replayOnKafka(scenario, {
      seed,
      cluster,
      client: client.name,
      cacheFolder,
      memberProgram: program,
      postgresUrl: request.postgresUrl,
      signal,
      onProgress: printer.progress,
      print: printer.printed,
    });
  }

  private async compare(
    { scenario, client }: PreparedReplay,
    simulated: CollectedFacts,
    header: HistoryHeader,
    events: readonly HistoryEvent[],
  ): Promise<RunComparison> {
    const { seed, request } = this;
    const collector = new FactCollector(header);
    for (const event of events) collector.onEvent(event);
    const limit = request.scheduleLimit;
    const search =
      limit === 0
        ? null
        : newScheduleSearch({ scenario, seed, host: nodeHost, productVersion, limit });
    const { name, version } = client;
    return await compareRuns(simulated, collector.finish(), { client: { name, version }, search });
  }
}

function realHeader(header: HistoryHeader, cluster: RealCluster): HistoryHeader {
  const kafkaVersion = cluster.kafkaVersion === '' ? 'of unknown version' : cluster.kafkaVersion;
  return { ...header, backend: 'kafka', kafkaVersion };
}

/** The judgement on the real run alone. */
function judge(
  header: HistoryHeader,
  events: readonly HistoryEvent[],
  expect: Parameters<typeof checkExpectations>[0],
): ReportRun {
  const checkers = runCheckers(header);
  const recorder = new HistoryRecorder([checkers]);
  for (const event of events) recorder.record(event);
  const verdicts = checkers.finish();
  const expectations = checkExpectations(expect, verdicts);
  const digest = recorder.digest.toHex();
  return newReportRun({
    header,
    events,
    digest,
    verdicts,
    expectations,
    realUs: null,
    problem: '',
  });
}

/**
 * A fact, or a rule, that only the real run breaks is judged by the comparison; what both break
 * alike, by the simulated run.
 */
function exitCodeOf({ simulated, real, comparison }: JudgedReplay): ExitCode {
  if (!comparison.isFaithful || simulated.status === 'violated') return EXIT.violated;
  const isUnknown = real.verdicts.verdicts.some(({ status }) => status === 'unknown');
  return isUnknown || simulated.status === 'unknown' ? EXIT.unknown : EXIT.holds;
}
