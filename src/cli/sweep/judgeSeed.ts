import { formatMoment } from '../../check/formatMoment.ts';
import { MemoryHistory } from '../../history/memoryHistory.ts';
import type { JudgedRun } from '../../scenario/judgeOnSimulator.ts';
import { judgeOnSimulator } from '../../scenario/judgeOnSimulator.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Host } from '../../sim/host.ts';
import { messageOf } from '../failureText.ts';
import { productVersion } from '../productVersion.ts';
import { failureTimeUs } from '../runFailureText.ts';
import type { PlayedRun } from '../differenceOfRuns.ts';
import { differenceOfRuns } from '../differenceOfRuns.ts';
import type { SeedProblem, SeedResult } from './seedResult.ts';

/** What is done with each seed. Plain data, as it goes to a worker. */
export interface SeedJob {
  readonly scenario: Scenario;
  readonly checkDeterminism: boolean;
}

/** Runs one seed and judges it. A run that breaks is a result too: nobody can tell. */
export async function judgeSeed(job: SeedJob, seed: number, host: Host): Promise<SeedResult> {
  const { scenario } = job;
  try {
    const first = await play(job, seed, host);
    const second = job.checkDeterminism ? await play(job, seed, host) : first;
    const difference = second === first ? null : differenceOfRuns(first, second);
    return resultOf(scenario, seed, first.judged, difference);
  } catch (error) {
    return failedResult(seed, error);
  }
}

interface Played extends PlayedRun {
  readonly judged: JudgedRun;
}

async function play(job: SeedJob, seed: number, host: Host): Promise<Played> {
  const history = new MemoryHistory();
  const judged = await judgeOnSimulator(job.scenario, {
    seed,
    host,
    sinks: job.checkDeterminism ? [history] : [],
    print: null,
    productVersion,
  });
  return { judged, digest: judged.run.digest, events: history.events() };
}

function resultOf(
  scenario: Scenario,
  seed: number,
  { run, verdicts, expectations, status }: JudgedRun,
  difference: string | null,
): SeedResult {
  const problems: SeedProblem[] = [];
  const { violates } = scenario.expect;
  for (const { rule, status: ruleStatus, sentence, findings } of verdicts.verdicts) {
    if (ruleStatus === 'holds' || violates.includes(rule)) continue;
    const first = findings[0] === undefined ? '' : ` ${findings[0].sentence}`;
    problems.push({ type: 'rule', name: rule, sentence: `${sentence}${first}` });
  }
  for (const { subject, sentence, status: result } of expectations) {
    // A rule that is violated has been named already.
    const isNamed = problems.some(({ name }) => subject === `rule ${name}`);
    if (result === 'met' || isNamed) continue;
    problems.push({ type: 'expectation', name: subject, sentence });
  }
  if (difference !== null) {
    problems.push({ type: 'determinism', name: 'two equal runs', sentence: difference });
  }
  return {
    seed,
    status: difference === null ? status : 'violated',
    digest: run.digest,
    virtualUs: run.virtualUs,
    eventCount: run.eventCount,
    exposures: verdicts.facts.exposures,
    problems,
  };
}

function failedResult(seed: number, error: unknown): SeedResult {
  const atUs = failureTimeUs(error);
  const when = atUs === null ? '' : ` at ${formatMoment(atUs)}`;
  const sentence = `The run broke${when}: ${messageOf(error)}`;
  return {
    seed,
    status: 'unknown',
    digest: '',
    virtualUs: 0,
    eventCount: 0,
    exposures: null,
    problems: [{ type: 'failure', name: 'the run itself', sentence }],
  };
}
