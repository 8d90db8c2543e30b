import type { Anomaly } from '../../check/anomaly.ts';
import type { ExpectationResult } from '../../check/expectationResult.ts';
import type { ExposureCounts } from '../../check/exposures.ts';
import type { Redelivery } from '../../check/redelivery.ts';
import { redeliverySentence } from '../../check/redeliverySentence.ts';
import type { RunEnd } from '../../check/runEnd.ts';
import type { CouponFacts, GroupFacts, GroupProgress, RunFacts } from '../../check/runFacts.ts';
import type { Verdict, VerdictStatus } from '../../check/verdict.ts';
import type { GroupSnapshot } from '../../history/groupSnapshot.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';
import type { DocumentHead } from './documentHead.ts';
import { newDocumentHead } from './documentHead.ts';

/** Name of the document that `simulate --json` prints for one run. */
export const RUN_FORMAT = 'partition-lab-run';
/** Raised when a program that reads version n could misread n + 1. New fields do not raise it. */
export const RUN_VERSION = 1;

/**
 * The JSON document of one run. Times are microseconds of virtual time; fields that could not be
 * known are null or empty, never absent.
 */
export interface RunDocument extends DocumentHead {
  readonly format: typeof RUN_FORMAT;
  readonly version: typeof RUN_VERSION;
  readonly seed: number;
  /** Equal for equal runs; null: the run broke. */
  readonly digest: string | null;
  /** The judgement on the whole run. */
  readonly status: VerdictStatus;
  /** What the command ends with. */
  readonly exitCode: ExitCode;
  /** The command that plays this run again. */
  readonly replay: string;
  /** null: the run broke. */
  readonly end: RunEnd | null;
  readonly virtualUs: number | null;
  /** On this machine: the only field that differs between two equal runs. */
  readonly realUs: number | null;
  readonly eventCount: number | null;
  /** One for each rule. */
  readonly verdicts: readonly DocumentVerdict[];
  readonly expectations: readonly ExpectationResult[];
  readonly redeliveries: readonly DocumentRedelivery[];
  /** One for each kind; most of them have the count 0. */
  readonly anomalies: readonly Anomaly[];
  /** null: the run broke. */
  readonly facts: DocumentFacts | null;
  /** With --check-determinism. `isRepeatable` null: not asked; `difference` null: there is none. */
  readonly repetition: {
    readonly isRepeatable: boolean | null;
    readonly difference: string | null;
  };
  /** null: the run did not break. */
  readonly failure: RunDocumentFailure | null;
  /** Path of the page; null: none was written. */
  readonly report: string | null;
  /** With --describe-at: the groups at these moments. */
  readonly descriptions: readonly GroupSnapshot[];
}

/** The judgement on one rule. */
export interface DocumentVerdict extends Verdict {
  /** The scenario says that this rule is violated, and it may be. */
  readonly mayBeViolated: boolean;
}

/** Records that came again, with the reason in one sentence. What is not known is null. */
export interface DocumentRedelivery extends Omit<Redelivery, UnknownAsNull> {
  readonly sentence: string;
  readonly endedAtUs: number | null;
  readonly committedOffset: number | null;
  readonly generationBefore: number | null;
  readonly generationAfter: number | null;
}

type UnknownAsNull = 'endedAtUs' | 'committedOffset' | 'generationBefore' | 'generationAfter';

/** One consumer group. */
export interface DocumentGroup extends Omit<GroupFacts, 'lastGeneration'> {
  /** null: there was none. */
  readonly lastGeneration: number | null;
}

/** Why a run broke. */
export interface RunDocumentFailure {
  readonly message: string;
  /** null: not known. */
  readonly atUs: number | null;
}

/** Plain numbers of a run. */
export interface DocumentFacts {
  readonly requests: number;
  readonly issued: number;
  readonly soldOut: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  readonly redelivered: number;
  readonly issuedOutOfLogOrder: number;
  readonly coupons: readonly CouponFacts[];
  readonly partitions: readonly DocumentPartition[];
  readonly groups: readonly DocumentGroup[];
  /** Consumer to records handled. */
  readonly handled: Readonly<Record<string, number>>;
  readonly exposures: ExposureCounts;
}

/** One partition at the end of a run. */
export interface DocumentPartition {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  readonly endOffset: number;
  readonly groups: readonly GroupProgress[];
}

/** What a document is made from. */
export interface RunDocumentParts {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly replay: string;
  /** null: the run broke. */
  readonly run: ReportRun | null;
  readonly repetition: RunDocument['repetition'];
  readonly failure: RunDocumentFailure | null;
  readonly page: string | null;
  readonly snapshots: readonly GroupSnapshot[];
}

/** The document of one run. */
export function newRunDocument(parts: RunDocumentParts): RunDocument {
  const { scenario, seed, replay, run, repetition, failure, page, snapshots } = parts;
  const status = run?.status ?? 'unknown';
  const verdicts = run?.verdicts ?? null;
  return {
    format: RUN_FORMAT,
    version: RUN_VERSION,
    ...newDocumentHead(scenario),
    seed,
    digest: run?.digest ?? null,
    status,
    exitCode: repetition.isRepeatable === false ? EXIT.violated : EXIT[status],
    replay,
    end: verdicts?.end ?? null,
    virtualUs: verdicts?.facts.endUs ?? null,
    realUs: run?.realUs ?? null,
    eventCount: verdicts?.facts.events ?? null,
    verdicts: (verdicts?.verdicts ?? []).map((verdict) => ({
      ...verdict,
      mayBeViolated: scenario.expect.violates.includes(verdict.rule),
    })),
    expectations: run?.expectations ?? [],
    redeliveries: (verdicts?.redeliveries ?? []).map(documentRedelivery),
    anomalies: verdicts?.anomalies ?? [],
    facts: verdicts === null ? null : documentFacts(verdicts.facts),
    repetition,
    failure,
    report: page,
    descriptions: snapshots,
  };
}

function documentFacts(facts: RunFacts): DocumentFacts {
  return {
    requests: facts.requests,
    issued: facts.issued,
    soldOut: facts.soldOut,
    duplicates: facts.duplicates,
    deadLettered: facts.deadLettered,
    redelivered: facts.redelivered,
    issuedOutOfLogOrder: facts.issuedOutOfLogOrder,
    coupons: facts.coupons,
    // Without the lists of keys and requests: they are as long as the log.
    partitions: facts.partitions.map(({ topic, partition, records, endOffset, groups }) => ({
      topic,
      partition,
      records,
      endOffset,
      groups,
    })),
    groups: facts.groups.map((group) => ({
      ...group,
      lastGeneration: knownOrNull(group.lastGeneration),
    })),
    handled: facts.handled,
    exposures: facts.exposures,
  };
}

function documentRedelivery(redelivery: Redelivery): DocumentRedelivery {
  return {
    ...redelivery,
    sentence: redeliverySentence(redelivery),
    endedAtUs: knownOrNull(redelivery.endedAtUs),
    committedOffset: knownOrNull(redelivery.committedOffset),
    generationBefore: knownOrNull(redelivery.generationBefore),
    generationAfter: knownOrNull(redelivery.generationAfter),
  };
}

/** The checkers write -1 for what is not known. */
function knownOrNull(value: number): number | null {
  return value < 0 ? null : value;
}
