import { formatDuration } from '../text/formatTime.ts';
import { countOf, joinWords } from '../text/nameRecords.ts';
import type { ArmFacts, DisturbanceCost } from './armFacts.ts';
import { convergenceUs } from './armFacts.ts';
import type { Comparison, DisturbanceRow } from './comparison.ts';

/** The cost of a disturbance in one arm. */
interface ArmCost {
  readonly arm: ArmFacts;
  readonly cost: DisturbanceCost;
}

/** Times that differ by less than this share are alike: latencies and heartbeats are drawn. */
const ALIKE = 1.25;

/** What a comparison shows, in plain sentences that follow from its numbers. */
export function comparisonStory(comparison: Comparison): readonly string[] {
  return [
    ...movesSentences(comparison),
    needlessSentence(comparison),
    ...deathSentences(comparison),
    staticSentence(comparison),
    redeliverySentence(comparison),
    lagSentence(comparison),
    effectSentence(comparison),
  ].filter((sentence) => sentence !== '');
}

function costsOf({ arms }: Comparison, { byArm }: DisturbanceRow): readonly ArmCost[] {
  return arms.flatMap((arm, at) => {
    const cost = byArm[at];
    return cost ? [{ arm, cost }] : [];
  });
}

/** Deeds after which the coordinator knows at once that shares are to change. */
const TOLD: ReadonlySet<string> = new Set(['starts', 'starts again', 'leaves']);
/** Deeds that it learns of by silence. */
const SILENT: ReadonlySet<string> = new Set(['crashes', 'stands still']);

function isAbout({ cost }: ArmCost, deeds: ReadonlySet<string>): boolean {
  return cost.deeds.every(({ deed }) => deeds.has(deed));
}

/** The change of membership that shows best how many partitions each protocol stops. */
function movesSentences(comparison: Comparison): readonly string[] {
  const [, ...later] = comparison.disturbances;
  const rows = later
    .map((row) => costsOf(comparison, row))
    .filter((costs) => costs.length > 1 && costs.every((cost) => isAbout(cost, TOLD)));
  const spread = (costs: readonly ArmCost[]): number => {
    const stopped = costs.map(({ cost }) => cost.stoppedPartitions);
    return Math.max(...stopped) - Math.min(...stopped);
  };
  const best = rows.reduce<readonly ArmCost[]>(
    (most, costs) => (spread(costs) > (most.length === 0 ? 0 : spread(most)) ? costs : most),
    [],
  );
  const [first] = best;
  if (first === undefined) return [];
  const all = first.arm.partitions.length;
  const stops = groupsOf(best, ({ cost }) => cost.stoppedPartitions)
    .sort((a, b) => b.value - a.value)
    .map(({ value, names }) => {
      if (value === 0) return `${names} stop${plural(names)} none`;
      const what = value === all && all > 1 ? `all ${all} partitions` : `${value} of ${all}`;
      return `${names} stop${plural(names)} ${what}`;
    });
  return [`When ${first.cost.text}, ${joinWords(stops)}.`, convergenceSentence(best)];
}

function convergenceSentence(costs: readonly ArmCost[]): string {
  const settled = costs
    .map(({ arm, cost }) => ({ name: arm.protocol, us: convergenceUs(cost), rounds: cost.rounds }))
    .filter((one): one is { name: string; us: number; rounds: number } => one.us !== null)
    .sort((a, b) => a.us - b.us);
  if (settled.length < 2) return '';
  const isSlow = settled.at(-1)!.us > settled[0]!.us * ALIKE;
  if (!isSlow) return '';
  const parts = settled.map(({ name, us, rounds }) => {
    const many = name === 'cooperative' && rounds > 1 ? `, in ${rounds} rounds` : '';
    return `${formatDuration(us)} (${name}${many})`;
  });
  return `After that the group is at rest again within ${joinWords(parts)}.`;
}

function needlessSentence({ arms }: Comparison): string {
  if (arms.every(({ needless }) => needless === 0)) return '';
  const some = groupsOf(
    arms.filter(({ needless }) => needless > 0).map((arm) => ({ arm })),
    ({ arm }) => `${arm.needless} of ${arm.revocations.length}`,
  ).map(({ value, names }) => `${names} ${value}`);
  const none = arms.filter(({ needless }) => needless === 0).map(({ protocol }) => protocol);
  const others = none.length === 0 ? '' : `; ${joinWords(none)} none`;
  return (
    'Partitions that were taken from a consumer only to be given back to the same one: ' +
    `${some.join(', ')}${others}.`
  );
}

/** What nobody tells the coordinator: a crash, a pause. */
function deathSentences(comparison: Comparison): readonly string[] {
  return comparison.disturbances
    .map((row) => costsOf(comparison, row))
    .filter((costs) => costs.length > 1 && costs.every((cost) => isAbout(cost, SILENT)))
    .map((costs) => {
      const settled = costs
        .map(({ arm, cost }) => ({ name: arm.protocol, us: convergenceUs(cost) }))
        .filter((one): one is { name: string; us: number } => one.us !== null)
        .sort((a, b) => a.us - b.us);
      const [fastest, slowest] = [settled[0], settled.at(-1)];
      if (fastest === undefined || slowest === undefined) return '';
      const what = costs[0]!.cost.text;
      if (slowest.us > fastest.us * ALIKE) {
        return (
          `When ${what}, it takes ${formatDuration(fastest.us)} (${fastest.name}) to ` +
          `${formatDuration(slowest.us)} (${slowest.name}) until everything is read again.`
        );
      }
      const range = rangeOf(fastest.us, slowest.us);
      return (
        `When ${what}, nobody reads what it has for about ${range}, under every protocol: that ` +
        'somebody is gone shows only by silence, when the session is over.'
      );
    });
}

function rangeOf(leastUs: number, mostUs: number): string {
  const [least, most] = [formatDuration(leastUs), formatDuration(mostUs)];
  return least === most ? least : `${least} to ${most}`;
}

/** Whether it helped to be static: only if somebody went away and came back. */
function staticSentence(comparison: Comparison): string {
  const at = comparison.arms.findIndex(({ protocol }) => protocol === 'static');
  const returns = comparison.disturbances.flatMap(({ byArm }) => {
    const cost = byArm[at];
    const isReturn = cost?.deeds.every(({ deed }) => deed === 'starts again') === true;
    return isReturn ? [cost] : [];
  });
  if (at < 0 || returns.length === 0) return '';
  const quiet = returns.filter(({ rounds, revoked }) => rounds === 0 && revoked === 0);
  if (quiet.length > 0) {
    const names = quiet.flatMap(({ deeds }) => deeds.map(({ process }) => process));
    const who = [...new Set(names)];
    return (
      `Under static, ${joinWords(who)} come${who.length === 1 ? 's' : ''} back within the ` +
      'session: the old share is still there, and nobody else notices.'
    );
  }
  return (
    'To be static did not help here: who was away came back after the session was over, and was ' +
    'a new member like any other.'
  );
}

function redeliverySentence({ arms }: Comparison): string {
  const counts = arms.map(({ redelivered }) => redelivered);
  const most = Math.max(...counts);
  if (most === 0) return 'No record came twice under any protocol.';
  if (counts.every((count) => count === most)) {
    return (
      `${countOf(most, 'record')} came twice under every protocol: what was handed out and not ` +
      'committed comes again, whoever shares the partitions.'
    );
  }
  const parts = groupsOf(
    arms.map((arm) => ({ arm })),
    ({ arm }) => arm.redelivered,
  )
    .sort((a, b) => b.value - a.value)
    .map(({ value, names }) => `${value} under ${names}`);
  return `Records that came twice: ${joinWords(parts)}.`;
}

function lagSentence({ arms }: Comparison): string {
  const sorted = [...arms].sort((a, b) => a.largestLag - b.largestLag);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return '';
  if (most.largestLag <= least.largestLag * ALIKE) return '';
  return (
    `The largest lag of a partition is ${least.largestLag} under ${least.protocol} and ` +
    `${most.largestLag} under ${most.protocol}.`
  );
}

function effectSentence({ arms }: Comparison): string {
  const issued = new Set(arms.map((arm) => arm.issued));
  const soldOut = new Set(arms.map((arm) => arm.soldOut));
  if (issued.size > 1 || soldOut.size > 1) {
    const parts = arms.map((arm) => `${arm.issued} (${arm.protocol})`);
    return `What came out differs: issued ${joinWords(parts)}.`;
  }
  const [count] = issued;
  if (count === undefined || count === 0) return '';
  return (
    `Every protocol issued ${countOf(count, 'coupon')}: they differ in waiting and in repeating, ` +
    'not in what comes out.'
  );
}

interface NamedArms<V> {
  readonly value: V;
  readonly names: string;
}

/** Arms with the same value, named together. */
function groupsOf<T extends { readonly arm: ArmFacts }, V>(
  items: readonly T[],
  valueOf: (item: T) => V,
): NamedArms<V>[] {
  const groups = new Map<V, string[]>();
  for (const item of items) {
    const value = valueOf(item);
    groups.set(value, [...(groups.get(value) ?? []), item.arm.protocol]);
  }
  return [...groups].map(([value, names]) => ({ value, names: joinWords(names) }));
}

/** One protocol stops, several stop. */
function plural(names: string): string {
  return names.includes(' and ') ? '' : 's';
}
