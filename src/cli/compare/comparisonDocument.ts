import type { VerdictStatus } from '../../check/verdict.ts';
import type { ArmFacts } from '../../report/compare/armFacts.ts';
import { convergenceUs } from '../../report/compare/armFacts.ts';
import type { Comparison } from '../../report/compare/comparison.ts';
import { comparisonStory } from '../../report/compare/comparisonStory.ts';
import type { FaultExposure } from '../../report/compare/faultExposures.ts';
import { exposureSentence } from '../../report/compare/faultExposures.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { DocumentHead } from '../document/documentHead.ts';
import { newDocumentHead } from '../document/documentHead.ts';
import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';

/** Name of the document that `compare --json` prints. */
export const COMPARISON_FORMAT = 'partition-lab-comparison';
/** Raised when a program that reads version n could misread n + 1. New fields do not raise it. */
export const COMPARISON_VERSION = 1;

/** The JSON document of one comparison. Times are microseconds of virtual time. */
export interface ComparisonDocument extends DocumentHead {
  readonly format: typeof COMPARISON_FORMAT;
  readonly version: typeof COMPARISON_VERSION;
  readonly seed: number;
  /** The judgement on all arms together. */
  readonly status: VerdictStatus;
  /** What the command ends with. */
  readonly exitCode: ExitCode;
  /** The command that makes the same comparison again. */
  readonly replay: string;
  /** What the numbers show, in sentences. */
  readonly story: readonly string[];
  /** In the order asked for. */
  readonly arms: readonly DocumentArm[];
  /** Whether all arms were exposed to the same faults. */
  readonly exposure: {
    readonly isEqual: boolean;
    readonly sentence: string;
    readonly faults: readonly FaultExposure[];
  };
  /** Path of the page; null: none was written. */
  readonly page: string | null;
}

/** One arm. */
export interface DocumentArm {
  readonly protocol: string;
  readonly digest: string;
  readonly status: VerdictStatus;
  /** Rules that are violated and expectations that are not met. */
  readonly objections: readonly string[];
  readonly virtualUs: number;
  /** Of all partitions together, and of each. */
  readonly withoutOwnerUs: number;
  readonly partitions: readonly {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    readonly withoutOwnerUs: number;
    readonly gaps: readonly { readonly startUs: number; readonly endUs: number }[];
  }[];
  readonly revoked: number;
  readonly revokedNeedlessly: number;
  readonly redelivered: number;
  /** Cause to records. */
  readonly redeliveredBy: Readonly<Record<string, number>>;
  readonly largestLag: number;
  /** null: the groups did not come to rest. */
  readonly slowestToConvergeUs: number | null;
  readonly generations: number;
  readonly issued: number;
  readonly soldOut: number;
  readonly duplicates: number;
  readonly disturbances: readonly {
    readonly what: string;
    readonly atUs: number;
    /** null: never. */
    readonly convergedAfterUs: number | null;
    readonly rounds: number;
    readonly stoppedPartitions: number;
    readonly stoppedUs: number;
    readonly revoked: number;
    readonly revokedNeedlessly: number;
  }[];
}

/** The document of a comparison. */
export function newComparisonDocument(
  comparison: Comparison,
  scenario: Scenario,
  status: VerdictStatus,
  page: string | null,
): ComparisonDocument {
  const { subject, arms, exposures } = comparison;
  return {
    format: COMPARISON_FORMAT,
    version: COMPARISON_VERSION,
    ...newDocumentHead(scenario),
    seed: subject.seed,
    status,
    exitCode: EXIT[status],
    replay: subject.replay,
    story: comparisonStory(comparison),
    arms: arms.map(documentArm),
    exposure: {
      isEqual: exposures.every(({ isEqual }) => isEqual),
      sentence: exposureSentence(exposures),
      faults: exposures,
    },
    page,
  };
}

function documentArm(arm: ArmFacts): DocumentArm {
  const { protocol, digest, status, objections, generations } = arm;
  const { issued, soldOut, duplicates } = arm;
  return {
    protocol,
    digest,
    status,
    objections,
    virtualUs: arm.marks.endUs,
    withoutOwnerUs: arm.gapUs,
    partitions: partitionsOf(arm),
    revoked: arm.revocations.length,
    revokedNeedlessly: arm.needless,
    redelivered: arm.redelivered,
    redeliveredBy: Object.fromEntries(
      arm.redeliveries.map(({ cause, recordCount }) => [cause, recordCount]),
    ),
    largestLag: arm.largestLag,
    slowestToConvergeUs: arm.slowestUs,
    generations,
    issued,
    soldOut,
    duplicates,
    disturbances: arm.disturbances.map((cost) => ({
      what: cost.text,
      atUs: cost.atUs,
      convergedAfterUs: convergenceUs(cost),
      rounds: cost.rounds,
      stoppedPartitions: cost.stoppedPartitions,
      stoppedUs: cost.stoppedUs,
      revoked: cost.revoked,
      revokedNeedlessly: cost.needless,
    })),
  };
}

function partitionsOf({ partitions, gaps }: ArmFacts): DocumentArm['partitions'] {
  return partitions.map(({ group, topic, partition }) => {
    const own = gaps
      .filter((gap) => gap.partition === partition && gap.topic === topic && gap.group === group)
      .map(({ startUs, endUs }) => ({ startUs, endUs }));
    const withoutOwnerUs = own.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
    return { group, topic, partition, withoutOwnerUs, gaps: own };
  });
}
