import type { GroupFact, GroupRow } from '../collect/groupFacts.ts';
import { alignColumns } from './alignColumns.ts';
import { displayWidth } from './displayWidth.ts';
import type { TextOptions } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';

/** Columns of `kafka-consumer-groups.sh --describe`, in its order. */
export const GROUP_COLUMNS = [
  'GROUP',
  'TOPIC',
  'PARTITION',
  'CURRENT-OFFSET',
  'LOG-END-OFFSET',
  'LAG',
  'CONSUMER-ID',
  'HOST',
  'CLIENT-ID',
] as const;

/**
 * One group as `kafka-consumer-groups.sh --describe` prints it. Where the nine columns do not fit
 * the width, the group goes into the heading, and consumer ids and hosts into a second table as
 * `--members` prints it. `-`: none, or not told by the backend.
 */
export function groupTable(fact: GroupFact, options: TextOptions): readonly string[] {
  const width = options.width ?? DEFAULT_WIDTH;
  const rows = fact.rows.map(groupCells);
  const full = alignColumns([GROUP_COLUMNS, ...rows]);
  const style = textStyle(options);
  const bold = (lines: readonly string[]): readonly string[] =>
    lines.map((line, at) => (at === 0 ? style.bold(line) : line));
  const heading = groupHeading(fact);
  if (full.every((line) => displayWidth(line) <= width)) return [heading, ...bold(full)];
  const narrow = [GROUP_COLUMNS, ...rows].map((cells) => [...cells.slice(1, 6), ...cells.slice(8)]);
  const offsets = alignColumns(narrow);
  const members = memberCells(fact);
  if (members.length === 0) return [heading, ...bold(offsets)];
  const memberLines = alignColumns([
    ['CONSUMER-ID', 'HOST', 'CLIENT-ID', '#PARTITIONS'],
    ...members,
  ]);
  return [heading, ...bold(offsets), '', ...bold(memberLines)];
}

/** The cells of one line, in the order of `GROUP_COLUMNS`. */
export function groupCells(row: GroupRow): readonly string[] {
  return [
    row.group,
    row.topic,
    String(row.partition),
    row.committedOffset === null ? '-' : String(row.committedOffset),
    String(row.logEndOffset),
    row.lag === null ? '-' : String(row.lag),
    row.memberId === '' ? '-' : row.memberId,
    hostOf(row.consumer),
    row.consumer === '' ? '-' : row.consumer,
  ];
}

/** `coupon-issue-group: Stable, generation 5, assigned by range`. */
export function groupHeading({ group, state, generation, protocol }: GroupFact): string {
  const parts = [
    state === '' ? null : state,
    generation < 0 ? null : `generation ${generation}`,
    protocol === '' ? null : `assigned by ${protocol}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? `Group ${group}` : `Group ${group}: ${parts.join(', ')}`;
}

function memberCells({ rows }: GroupFact): readonly (readonly string[])[] {
  const counts = new Map<string, { id: string; count: number }>();
  for (const { consumer, memberId } of rows) {
    if (consumer === '') continue;
    const member = counts.get(consumer) ?? { id: memberId, count: 0 };
    member.count++;
    counts.set(consumer, member);
  }
  return [...counts].map(([consumer, { id, count }]) => [
    id === '' ? '-' : id,
    hostOf(consumer),
    consumer,
    String(count),
  ]);
}

/** Each process of a run has a machine of its own, named like the process. */
function hostOf(consumer: string): string {
  return consumer === '' ? '-' : `/${consumer}`;
}
