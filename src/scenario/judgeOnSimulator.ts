import { checkExpectations } from '../check/checkExpectations.ts';
import type { ExpectationResult } from '../check/expectationResult.ts';
import { judgeRun } from '../check/judgeRun.ts';
import type { Verdicts } from '../check/runCheckers.ts';
import { runCheckers } from '../check/runCheckers.ts';
import type { VerdictStatus } from '../check/verdict.ts';
import type { HistoryHeader } from '../history/event.ts';
import type { SimulatedRun, SimulatedRunOptions } from './runOnSimulator.ts';
import { historyHeader, runOnSimulator } from './runOnSimulator.ts';
import type { Scenario } from './scenario.ts';

/** What a judged run needs besides the scenario. */
export interface JudgedRunOptions extends SimulatedRunOptions {
  /** Version of this product, for the header of the history. */
  readonly productVersion: string;
}

/** A run on the simulator and the judgement on it. */
export interface JudgedRun {
  readonly header: HistoryHeader;
  readonly run: SimulatedRun;
  readonly verdicts: Verdicts;
  /** What the scenario expects, each with what was seen. */
  readonly expectations: readonly ExpectationResult[];
  /** The judgement on the whole run: rules and expectations together. */
  readonly status: VerdictStatus;
}

/**
 * Runs a scenario on the simulator with all checkers listening, and holds its `expect:` against
 * what they saw. Rejects with SimulationFailure if the model or the service breaks.
 */
export async function judgeOnSimulator(
  scenario: Scenario,
  options: JudgedRunOptions,
): Promise<JudgedRun> {
  const header = historyHeader(scenario, options.seed, options.productVersion);
  const checkers = runCheckers(header);
  const run = await runOnSimulator(scenario, {
    ...options,
    sinks: [...options.sinks, checkers],
  });
  const verdicts = checkers.finish();
  const expectations = checkExpectations(scenario.expect, verdicts);
  const status = judgeRun(verdicts, scenario.expect, expectations);
  return { header, run, verdicts, expectations, status };
}
