import type { EventPartition, HistoryEvent } from '../../history/event.ts';
import { eventLayout } from '../../history/eventFields.ts';
import { padTo } from './displayWidth.ts';
import { escapeControls } from './escapeControls.ts';
import { nameOffset } from './nameRecords.ts';

const TIME_WIDTH = 11;
const PROCESS_WIDTH = 10;
const TYPE_WIDTH = 21;

/**
 * One event on one line: seconds, process, type, then what it says; in columns. Control characters
 * of keys and texts are shown as escapes, so that one event is always one line.
 */
export function formatEvent(event: HistoryEvent): string {
  const time = padTo((event.atUs / 1_000_000).toFixed(6), TIME_WIDTH, 'right');
  const process = padTo(event.process, PROCESS_WIDTH);
  const line = `${time}  ${process}  ${padTo(event.type, TYPE_WIDTH)}  ${detailOf(event)}`;
  return escapeControls(line).trimEnd();
}

/** Fields that the line shows by other means. */
const SHOWN: ReadonlySet<string> = new Set([
  'topic',
  'partition',
  'offset',
  'group',
  'from',
  'to',
  'before',
  'after',
  'startOffset',
  'endOffset',
  'baseOffset',
  'count',
  'partitions',
  'members',
]);

/** Values that say nothing: a field that holds one is not shown. */
const EMPTY: ReadonlySet<unknown> = new Set(['', null]);

function detailOf(event: HistoryEvent): string {
  const parts = [...placeOf(event)];
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  for (const { name, unsaid } of eventLayout(event.type)!.fields) {
    const value = fields[name];
    if (SHOWN.has(name) || EMPTY.has(value) || value === unsaid) continue;
    parts.push(`${name}=${showValue(value)}`);
  }
  return parts.join(' ');
}

/** Where it happened, in short: group, partition, offset, range, change. */
function placeOf(event: HistoryEvent): readonly string[] {
  const parts: string[] = [];
  if ('group' in event) parts.push(event.group);
  if (event.type === 'Polled') {
    parts.push(rangeOf(event, event.startOffset, event.endOffset));
  } else if (event.type === 'RecordsAppended') {
    parts.push(rangeOf(event, event.baseOffset, event.baseOffset + event.count));
  } else if ('offset' in event) {
    parts.push(nameOffset(event.topic, event.partition, event.offset));
  } else if ('topic' in event && 'partition' in event) {
    parts.push(`${event.topic}-${event.partition}`);
  } else if ('topic' in event) {
    parts.push(event.topic);
  }
  if (event.type === 'GroupStateChanged') parts.push(`${event.from} -> ${event.to}`);
  if (event.type === 'PartitionsAdded') parts.push(`${event.before} -> ${event.after}`);
  if ('partitions' in event) parts.push(listOf(event.partitions));
  if ('members' in event) {
    for (const { client, partitions } of event.members)
      parts.push(`${client}:${listOf(partitions)}`);
  }
  return parts;
}

/** Both ends are inclusive, as people read them. */
function rangeOf(at: EventPartition, startOffset: number, endOffset: number): string {
  const first = nameOffset(at.topic, at.partition, startOffset);
  return endOffset - startOffset > 1 ? `${first}..${endOffset - 1}` : first;
}

function listOf(partitions: readonly EventPartition[]): string {
  return `[${partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(' ')}]`;
}

function showValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[\s"=]/u.test(text) ? JSON.stringify(text) : text;
}
