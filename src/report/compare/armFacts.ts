import type { VerdictStatus } from '../../check/verdict.ts';
import type { GroupPartition } from '../charts/partitionNames.ts';
import type { PartitionLag } from '../collect/lagSeries.ts';
import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RedeliveryGroup } from '../collect/redeliveryGroups.ts';
import { redeliveredCount, redeliveryGroups } from '../collect/redeliveryGroups.ts';
import type { RunMarks } from '../collect/runMarks.ts';
import { runPicture } from '../collect/runPicture.ts';
import type { ArmFault, ArmParts } from './armParts.ts';
import type { Disturbance } from './disturbances.ts';
import { DisturbanceCollector, leaveKeys } from './disturbances.ts';
import type { FaultMoment } from './faultMoments.ts';
import { FaultMomentCollector } from './faultMoments.ts';
import type { OwnerGap } from './ownerGaps.ts';
import { groupPartitions, ownerGaps } from './ownerGaps.ts';
import type { Revocation } from './revocations.ts';
import { revocations } from './revocations.ts';

/** What a group paid for one disturbance: what happened from it until the next one. */
export interface DisturbanceCost extends Disturbance {
  /** Partitions that stood still meanwhile, and for how long in all. */
  readonly stoppedPartitions: number;
  readonly stoppedUs: number;
  readonly revoked: number;
  readonly needless: number;
}

/** What a comparison tells of one arm. */
export interface ArmFacts {
  readonly protocol: string;
  readonly digest: string;
  readonly status: VerdictStatus;
  /** Rules that are violated; expectations that are not met. */
  readonly objections: readonly string[];
  readonly consumers: readonly string[];
  readonly partitions: readonly GroupPartition[];
  readonly spans: readonly OwnershipSpan[];
  readonly marks: RunMarks;
  readonly lags: readonly PartitionLag[];
  readonly gaps: readonly OwnerGap[];
  /** Of all partitions together. */
  readonly gapUs: number;
  readonly revocations: readonly Revocation[];
  readonly needless: number;
  readonly redeliveries: readonly RedeliveryGroup[];
  readonly redelivered: number;
  /** The highest of one partition. */
  readonly largestLag: number;
  readonly largestLagAt: GroupPartition | null;
  readonly disturbances: readonly DisturbanceCost[];
  /** The longest time to converge; null: the groups did not come to rest. */
  readonly slowestUs: number | null;
  readonly generations: number;
  readonly requests: number;
  readonly issued: number;
  readonly soldOut: number;
  readonly duplicates: number;
  readonly faults: readonly ArmFault[];
  readonly moments: readonly FaultMoment[];
}

/** Reads the run of one arm. */
export function newArmFacts(parts: ArmParts): ArmFacts {
  const { protocol, header, events, digest, verdicts, status, faults } = parts;
  const { spans, marks, lags } = runPicture(header, events);
  const disturbing = new DisturbanceCollector(header, leaveKeys(events));
  const moments = new FaultMomentCollector(header);
  for (const event of events) {
    disturbing.onEvent(event);
    moments.onEvent(event);
  }
  const gaps = ownerGaps(header, events, spans, marks);
  const taken = revocations(spans, marks);
  const disturbances = disturbing.finish().map((one) => costOf(one, gaps, taken));
  const { facts, redeliveries } = verdicts;
  const highest = lags.reduce<PartitionLag | null>(
    (most, lag) => (most === null || lag.highest > most.highest ? lag : most),
    null,
  );
  return {
    protocol,
    digest,
    status,
    objections: objectionsTo(parts),
    consumers: header.groups.flatMap((group) => group.consumers),
    partitions: groupPartitions(header, events),
    spans,
    marks,
    lags,
    gaps,
    gapUs: sumOf(gaps.map(({ startUs, endUs }) => endUs - startUs)),
    revocations: taken,
    needless: taken.filter(({ isNeedless }) => isNeedless).length,
    redeliveries: redeliveryGroups(redeliveries),
    redelivered: redeliveredCount(redeliveries),
    largestLag: highest?.highest ?? 0,
    largestLagAt: highest,
    disturbances,
    slowestUs: slowest(disturbances),
    generations: Math.max(0, ...facts.groups.map(({ generations }) => generations)),
    requests: facts.requests,
    issued: facts.issued,
    soldOut: facts.soldOut,
    duplicates: facts.duplicates,
    faults,
    moments: moments.finish(),
  };
}

function costOf(
  disturbance: Disturbance,
  gaps: readonly OwnerGap[],
  taken: readonly Revocation[],
): DisturbanceCost {
  const { atUs, untilUs } = disturbance;
  const within = gaps
    .map((gap) => ({
      name: `${gap.group}\n${gap.topic}\n${gap.partition}`,
      us: Math.min(gap.endUs, untilUs) - Math.max(gap.startUs, atUs),
    }))
    .filter(({ us }) => us > 0);
  const revoked = taken.filter((one) => one.atUs >= atUs && one.atUs < untilUs);
  return {
    ...disturbance,
    stoppedPartitions: new Set(within.map(({ name }) => name)).size,
    stoppedUs: sumOf(within.map(({ us }) => us)),
    revoked: revoked.length,
    needless: revoked.filter(({ isNeedless }) => isNeedless).length,
  };
}

/** How long it took until all was at rest after a disturbance; null: it did not happen. */
export function convergenceUs({ settledUs, atUs }: Disturbance): number | null {
  return settledUs === null ? null : settledUs - atUs;
}

function slowest(disturbances: readonly Disturbance[]): number | null {
  let most = 0;
  for (const disturbance of disturbances) {
    const us = convergenceUs(disturbance);
    if (us === null) return null;
    most = Math.max(most, us);
  }
  return most;
}

function objectionsTo({ verdicts, header, expectations }: ArmParts): readonly string[] {
  const allowed = header.expect?.violates ?? [];
  const broken = verdicts.verdicts
    .filter(({ rule, status }) => status === 'violated' && !allowed.includes(rule))
    .map(({ rule, sentence }) => `${rule} is violated: ${sentence}`);
  const missed = expectations
    .filter(({ status, subject }) => status === 'missed' && !subject.startsWith('rule '))
    .map(({ subject, expected, seen }) => `${subject}: ${expected} expected, ${seen} seen`);
  return [...broken, ...missed];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
