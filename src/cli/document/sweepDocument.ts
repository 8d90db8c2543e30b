import type { VerdictStatus } from '../../check/verdict.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ExitCode } from '../exitCode.ts';
import type { SeedProblem } from '../sweep/seedResult.ts';
import type { ExposureSum, ProblemSum, SweepSummary } from '../sweep/sweepSummary.ts';
import type { DocumentHead } from './documentHead.ts';
import { newDocumentHead } from './documentHead.ts';

/** Name of the document that `simulate --seeds A..B --json` prints. */
export const SWEEP_FORMAT = 'partition-lab-sweep';
/** Raised when a program that reads version n could misread n + 1. New fields do not raise it. */
export const SWEEP_VERSION = 1;

/**
 * The JSON document of a sweep. Equal sweeps differ in `workers`, `realUs` and `seedsPerSecond`
 * only.
 */
export interface SweepDocument extends DocumentHead {
  readonly format: typeof SWEEP_FORMAT;
  readonly version: typeof SWEEP_VERSION;
  /** What was asked for, and how many of them were run. */
  readonly seeds: { readonly first: number; readonly last: number; readonly run: number };
  readonly end: SweepSummary['end'];
  /** Of the digests of all seeds that were run; null: interrupted. */
  readonly digest: string | null;
  readonly status: VerdictStatus;
  /** What the command ends with. */
  readonly exitCode: ExitCode;
  /** How many seeds hold, are violated, could not be told. */
  readonly counts: Readonly<Record<VerdictStatus, number>>;
  readonly problems: readonly ProblemSum[];
  /** The first 1000 seeds that do not hold. */
  readonly failing: readonly FailingSeed[];
  /** How often all runs together were in an interesting situation. */
  readonly exposures: readonly ExposureSum[];
  /** All runs together. */
  readonly virtualUs: number;
  readonly eventCount: number;
  readonly realUs: number;
  readonly seedsPerSecond: number;
  readonly workers: number;
}

/** One seed that does not hold. */
export interface FailingSeed {
  readonly seed: number;
  readonly status: VerdictStatus;
  /** null: the run broke. */
  readonly digest: string | null;
  readonly problems: readonly SeedProblem[];
  /** The command that plays it again. */
  readonly replay: string;
}

/** How the machine did it. */
export interface SweepEffort {
  readonly realUs: number;
  readonly workers: number;
}

/** The document of a sweep. */
export function newSweepDocument(
  scenario: Scenario,
  summary: SweepSummary,
  effort: SweepEffort,
  exitCode: ExitCode,
  replayOf: (seed: number) => string,
): SweepDocument {
  const { seeds, seedCount, end, digest, status, counts, problems, exposures } = summary;
  return {
    format: SWEEP_FORMAT,
    version: SWEEP_VERSION,
    ...newDocumentHead(scenario),
    seeds: { first: seeds.first, last: seeds.last, run: seedCount },
    end,
    digest,
    status,
    exitCode,
    counts,
    problems,
    failing: summary.failing.map((result) => ({
      seed: result.seed,
      status: result.status,
      digest: result.digest === '' ? null : result.digest,
      problems: result.problems,
      replay: replayOf(result.seed),
    })),
    exposures,
    virtualUs: summary.virtualUs,
    eventCount: summary.eventCount,
    realUs: effort.realUs,
    seedsPerSecond: Math.round(seedCount / Math.max(effort.realUs / 1_000_000, 1e-6)),
    workers: effort.workers,
  };
}
