import type { EventPartition } from '../../history/event.ts';
import type { GroupSnapshot, MemberSnapshot } from '../../history/groupSnapshot.ts';
import { alignColumns } from './alignColumns.ts';
import { cutTo, wrapTo } from './displayWidth.ts';
import { formatSeconds } from './formatTime.ts';
import type { TextOptions, TextStyle } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';

/** States in which Kafka's tool warns that what it shows is about to change. */
const REBALANCING: ReadonlySet<string> = new Set(['PreparingRebalance', 'CompletingRebalance']);

/**
 * Groups at the moments asked for, as `kafka-consumer-groups.sh --describe` shows them with
 * `--state`, `--offsets` and `--members`, in three parts each.
 */
export function snapshotText(
  snapshots: readonly GroupSnapshot[],
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  return snapshots.flatMap((snapshot) => [
    style.bold(style.accent(headingOf(snapshot))),
    ...warningsOf(snapshot).flatMap((line) => wrapTo(line, width).map((one) => style.unsure(one))),
    ...bodyOf(snapshot, width, style),
    '',
  ]);
}

function headingOf({ atUs, endedUs, group }: GroupSnapshot): string {
  const ended = endedUs === null ? '' : ` (the run ended at ${formatSeconds(endedUs)})`;
  return `Group ${group} at ${formatSeconds(atUs)}${ended}`;
}

/** What the tool prints before its tables. */
function warningsOf({ coordinator, isAnswering, state, members, group }: GroupSnapshot): string[] {
  if (coordinator === '' && !isAnswering) {
    return [
      'Nobody coordinates the group: nobody has asked for it yet, or its partition of ' +
        '__consumer_offsets has no leader.',
    ];
  }
  if (!isAnswering) return [`Error: the coordinator, ${coordinator}, does not answer.`];
  if (state === '') return [`Error: Consumer group '${group}' does not exist.`];
  if (members.length === 0) return [`Consumer group '${group}' has no active members.`];
  return REBALANCING.has(state) ? [`Warning: Consumer group '${group}' is rebalancing.`] : [];
}

function bodyOf(snapshot: GroupSnapshot, width: number, style: TextStyle): readonly string[] {
  const { state, offsets, members } = snapshot;
  if (state === '') return [];
  const table = (rows: readonly (readonly string[])[], numbers: ReadonlySet<number>): string[] =>
    alignColumns(rows, numbers)
      .map((line) => cutTo(line, width))
      .map((line, at) => (at === 0 ? style.bold(line) : line));
  return [
    ...table(stateRows(snapshot), new Set()),
    ...(offsets.length === 0 ? [] : table(offsetRows(snapshot), new Set([1, 2, 3, 4]))),
    ...(members.length === 0 ? [] : table(memberRows(snapshot), new Set([2]))),
    ...members.flatMap((member) => memberNotes(member)),
  ];
}

function stateRows(snapshot: GroupSnapshot): readonly (readonly string[])[] {
  const { coordinator, assignor, state, generation, assignmentEpoch, members } = snapshot;
  const row = [coordinator, assignor === '' ? '-' : assignor, state, String(generation)];
  const heads = ['COORDINATOR', 'ASSIGNMENT-STRATEGY', 'STATE'];
  if (assignmentEpoch === null) {
    return [
      [...heads, 'GENERATION', '#MEMBERS'],
      [...row, String(members.length)],
    ];
  }
  return [
    [...heads, 'EPOCH', 'TARGET-EPOCH', '#MEMBERS'],
    [...row, String(assignmentEpoch), String(members.length)],
  ];
}

function offsetRows({ offsets }: GroupSnapshot): readonly (readonly string[])[] {
  const number = (value: number | null): string => (value === null ? '-' : String(value));
  return [
    ['TOPIC', 'PARTITION', 'CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG', 'CLIENT-ID'],
    ...offsets.map(({ topic, partition, currentOffset, endOffset, lag, client }) => [
      topic,
      String(partition),
      number(currentOffset),
      number(endOffset),
      number(lag),
      client === '' ? '-' : client,
    ]),
  ];
}

function memberRows({ members, protocol }: GroupSnapshot): readonly (readonly string[])[] {
  if (protocol === 'classic') {
    return [
      ['CONSUMER-ID', 'CLIENT-ID', '#PARTITIONS', 'ASSIGNMENT'],
      ...members.map(({ memberId, client, assignment }) => [
        memberId,
        client,
        String(assignment.length),
        listOf(assignment),
      ]),
    ];
  }
  return [
    ['CONSUMER-ID', 'CLIENT-ID', 'EPOCH', 'ASSIGNMENT', 'TARGET'],
    ...members.map(({ memberId, client, epoch, assignment, target }) => [
      memberId,
      client,
      String(epoch),
      listOf(assignment),
      listOf(target ?? []),
    ]),
  ];
}

/** What the tool does not tell. */
function memberNotes({ client, instanceId, state }: MemberSnapshot): readonly string[] {
  const parts = [
    instanceId === '' ? '' : `static as ${instanceId}`,
    state === 'STABLE' ? '' : state,
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`  ${client}: ${parts.join(', ')}`];
}

/** As the tool writes it, without the name of the only topic: `(0,1,2)`. */
function listOf(partitions: readonly EventPartition[]): string {
  if (partitions.length === 0) return '-';
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions)
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  return [...byTopic]
    .map(([topic, numbers]) => `${byTopic.size > 1 ? topic : ''}(${numbers.join(',')})`)
    .join(', ');
}
