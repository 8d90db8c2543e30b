import type { ReportRedelivery } from '../reportRun.ts';

/** Redeliveries of one kind. */
export interface RedeliveryGroup {
  readonly kind: string;
  readonly isExplained: boolean;
  readonly redeliveries: readonly ReportRedelivery[];
}

/** Redeliveries by kind, the unexplained first, then the most frequent first. */
export function redeliveryGroups(
  redeliveries: readonly ReportRedelivery[],
): readonly RedeliveryGroup[] {
  const groups = new Map<string, ReportRedelivery[]>();
  for (const redelivery of redeliveries) {
    const key = `${redelivery.isExplained ? 1 : 0}${redelivery.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), redelivery]);
  }
  return [...groups.values()]
    .map((inGroup) => ({
      kind: inGroup[0]!.kind,
      isExplained: inGroup[0]!.isExplained,
      redeliveries: inGroup,
    }))
    .sort(
      (a, b) =>
        Number(a.isExplained) - Number(b.isExplained) ||
        b.redeliveries.length - a.redeliveries.length,
    );
}

/** Where they are, neighbours drawn together: `coupon-issue-request-0@14..17, -1@10`. */
export function redeliveryPlaces(redeliveries: readonly ReportRedelivery[]): readonly string[] {
  const byPartition = new Map<string, Set<number>>();
  for (const { topic, partition, offset } of redeliveries) {
    const name = `${topic}-${partition}`;
    byPartition.set(name, (byPartition.get(name) ?? new Set()).add(offset));
  }
  return [...byPartition].flatMap(([name, offsets]) =>
    offsetRanges([...offsets].sort((a, b) => a - b)).map((range) => `${name}@${range}`),
  );
}

function offsetRanges(offsets: readonly number[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const offset of offsets) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === offset - 1) last[1] = offset;
    else ranges.push([offset, offset]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}..${last}`));
}
