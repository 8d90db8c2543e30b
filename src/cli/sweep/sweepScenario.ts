import { availableParallelism } from 'node:os';
import type { Scenario } from '../../scenario/scenario.ts';
import { newSweepDocument } from '../document/sweepDocument.ts';
import type { SweepEffort } from '../document/sweepDocument.ts';
import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';
import { Interruption } from '../interruption.ts';
import { programCommand } from '../programCommand.ts';
import { readScenario } from '../readScenario.ts';
import { replayOf } from '../simulate/replayOf.ts';
import { seedCount } from '../simulate/seedRange.ts';
import type { SweepRequest } from '../simulate/simulateRequest.ts';
import { terminalText } from '../terminalText.ts';
import { chunkCount } from './seedChunks.ts';
import { sweepHere } from './sweepHere.ts';
import { sweepOnWorkers } from './sweepOnWorkers.ts';
import type { SweepPlan } from './sweepPlan.ts';
import type { SweepProgress } from './sweepProgress.ts';
import { newSweepProgress } from './sweepProgress.ts';
import type { SweepSummary } from './sweepSummary.ts';
import { effortLine, sweepSentence, sweepText } from './sweepText.ts';
import { SweepTally } from './sweepTally.ts';

/** Runs a scenario with each seed of a range, adds up the judgements and prints them. */
export async function sweepScenario(request: SweepRequest): Promise<ExitCode> {
  const scenario = await readScenario(request.file);
  const { seeds, output, checkDeterminism } = request;
  const workers = workerCount(request);
  const tally = new SweepTally(seeds, request.maxViolations);
  const total = seedCount(seeds);
  const progress = output === 'quiet' ? SILENT : await newSweepProgress(process.stderr, total);
  const interruption = new Interruption();
  const startedMs = performance.now();
  const plan: SweepPlan = {
    job: { scenario, checkDeterminism },
    seeds,
    signal: interruption.signal,
    deliver(result) {
      const goOn = tally.add(result);
      progress.update(tally.seedCount, tally.failingCount);
      return goOn;
    },
  };
  try {
    await (workers === 1 ? sweepHere(plan) : sweepOnWorkers(plan, workers));
  } finally {
    progress.stop();
    interruption.stopListening();
  }
  const realUs = Math.round((performance.now() - startedMs) * 1000);
  const summary = tally.finish({ isInterrupted: interruption.signal.aborted });
  const exitCode = summary.end === 'interrupted' ? interruption.exitCode : EXIT[summary.status];
  print(request, scenario, summary, { realUs, workers }, exitCode);
  return exitCode;
}

/** As many threads as are asked for, or as there are cores; no more than have something to do. */
function workerCount({ workers, seeds }: SweepRequest): number {
  return Math.min(workers ?? availableParallelism(), chunkCount(seeds));
}

function print(
  { output }: SweepRequest,
  scenario: Scenario,
  summary: SweepSummary,
  effort: SweepEffort,
  exitCode: ExitCode,
): void {
  const program = programCommand(process.env, process.argv[1]);
  const replay = (seed: number): string => replayOf(scenario, seed, program);
  switch (output) {
    case 'json': {
      const document = newSweepDocument(scenario, summary, effort, exitCode, replay);
      return console.log(JSON.stringify(document, null, 2));
    }
    case 'quiet': {
      const { first, last } = summary.seeds;
      const digest = summary.digest === null ? '' : `, digest ${summary.digest}`;
      return console.log(
        `${scenario.path}: seeds ${first}..${last}${digest}, ${summary.status}: ` +
          sweepSentence(summary),
      );
    }
    case 'text': {
      const lines = sweepText(scenario, summary, replay, terminalText());
      const effortLines = summary.seedCount === 0 ? [] : ['', effortLine(summary, effort)];
      return console.log([...lines, ...effortLines].join('\n'));
    }
  }
}

/** Shows nothing. */
const SILENT: SweepProgress = {
  update: () => undefined,
  stop: () => undefined,
};
