import type { HistoryEvent } from '../../history/event.ts';
import { formatEvent } from './formatEvent.ts';

/** Which events to show. An empty list or text asks for nothing; all that are given must match. */
export interface TraceFilter {
  /** Event types; case does not matter. */
  readonly types: readonly string[];
  readonly processes: readonly string[];
  /** `coupon-issue-request-0`, or `0` for partition 0 of any topic. */
  readonly partitions: readonly string[];
  /** Part of the line that `formatEvent` makes; case does not matter. */
  readonly text: string;
}

/** True if an event is to be shown. A process matches as author, peer or client of the event. */
export function matchesTraceFilter(event: HistoryEvent, filter: TraceFilter): boolean {
  const { types, processes, partitions, text } = filter;
  if (types.length > 0) {
    const type = event.type.toLowerCase();
    if (!types.some((wanted) => wanted.toLowerCase() === type)) return false;
  }
  if (processes.length > 0 && !processesOf(event).some((name) => processes.includes(name)))
    return false;
  if (partitions.length > 0 && !partitionsOf(event).some((name) => partitions.includes(name)))
    return false;
  return text === '' || formatEvent(event).toLowerCase().includes(text.toLowerCase());
}

function processesOf(event: HistoryEvent): readonly string[] {
  const names = [event.process];
  if ('client' in event) names.push(event.client);
  if ('peer' in event) names.push(event.peer);
  if ('members' in event) names.push(...event.members.map(({ client }) => client));
  return names;
}

function partitionsOf(event: HistoryEvent): readonly string[] {
  const at = [];
  if ('topic' in event && 'partition' in event) at.push(event);
  if ('partitions' in event) at.push(...event.partitions);
  if ('members' in event) at.push(...event.members.flatMap(({ partitions }) => partitions));
  return at.flatMap(({ topic, partition }) => [`${topic}-${partition}`, String(partition)]);
}
