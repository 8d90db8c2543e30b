import { PartitionNames } from '../charts/partitionNames.ts';
import { formatDuration } from '../text/formatTime.ts';
import type { ArmFacts, DisturbanceCost } from './armFacts.ts';
import { convergenceUs } from './armFacts.ts';
import type { Comparison } from './comparison.ts';

/** One line of a table with a column for each arm. */
export interface ComparisonRow {
  readonly name: string;
  readonly cells: readonly string[];
}

/** More partitions than this have no lines of their own. */
const MOST_PARTITIONS = 12;

/** The numbers of all arms side by side. */
export function comparisonRows({ arms }: Comparison): readonly ComparisonRow[] {
  const row = (name: string, cell: (arm: ArmFacts) => string): ComparisonRow => ({
    name,
    cells: arms.map(cell),
  });
  return [
    row('without an owner', ({ gapUs }) => formatGap(gapUs)),
    ...gapRows(arms),
    row('revoked', ({ revocations }) => String(revocations.length)),
    row('  of it needlessly', ({ needless }) => String(needless)),
    row('redelivered', ({ redelivered }) => String(redelivered)),
    ...redeliveryRows(arms),
    row('largest lag', ({ largestLag }) => String(largestLag)),
    row('slowest to converge', ({ slowestUs }) => durationOr(slowestUs, 'never')),
    row('rounds (generations)', ({ generations }) => String(generations)),
    ...effectRows(arms),
  ];
}

/** Times a partition stood still, one line a partition. */
function gapRows(arms: readonly ArmFacts[]): readonly ComparisonRow[] {
  const partitions = arms[0]?.partitions ?? [];
  if (partitions.length > MOST_PARTITIONS) return [];
  const names = new PartitionNames(partitions);
  return partitions.map((at) => ({
    name: `  ${names.nameOf(at)}`,
    cells: arms.map(({ gaps }) => {
      const own = gaps.filter(
        (gap) => gap.partition === at.partition && gap.topic === at.topic && gap.group === at.group,
      );
      return formatGap(own.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0));
    }),
  }));
}

function redeliveryRows(arms: readonly ArmFacts[]): readonly ComparisonRow[] {
  const causes = [...new Set(arms.flatMap((arm) => arm.redeliveries.map(({ cause }) => cause)))];
  return causes.map((cause) => ({
    name: `  after ${CAUSE_NAMES[cause] ?? cause}`,
    cells: arms.map(({ redeliveries }) => {
      const group = redeliveries.find((one) => one.cause === cause);
      return String(group?.recordCount ?? 0);
    }),
  }));
}

const CAUSE_NAMES: Readonly<Record<string, string>> = {
  crash: 'a crash',
  stop: 'a stop',
  revocation: 'a revocation',
  eviction: 'an eviction',
  zombie: 'a zombie read on',
  'commit went back': 'a commit back',
  'log truncated': 'a cut of the log',
  'assigned anew': 'a new assignment',
  unexplained: 'no legal reason',
};

function effectRows(arms: readonly ArmFacts[]): readonly ComparisonRow[] {
  const row = (name: string, cell: (arm: ArmFacts) => number): readonly ComparisonRow[] => {
    const numbers = arms.map(cell);
    return numbers.some((count) => count > 0) ? [{ name, cells: numbers.map(String) }] : [];
  };
  return [
    ...row('effects: issued', ({ issued }) => issued),
    ...row('refused: sold out', ({ soldOut }) => soldOut),
    ...row('found done already', ({ duplicates }) => duplicates),
  ];
}

/** Of each disturbance: time to converge, and in brackets how many partitions stood still. */
export function disturbanceCells({ disturbances }: Comparison): readonly ComparisonRow[] {
  return disturbances.map(({ text, byArm }) => ({ name: text, cells: byArm.map(costCell) }));
}

function costCell(cost: DisturbanceCost | null): string {
  if (cost === null) return '-';
  return `${durationOr(convergenceUs(cost), 'never')} (${cost.stoppedPartitions})`;
}

function durationOr(us: number | null, otherwise: string): string {
  return us === null ? otherwise : formatGap(us);
}

/** `0` where there is nothing: a unit would only blur it. */
function formatGap(us: number): string {
  return us === 0 ? '0' : formatDuration(us);
}
