import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';
import { commitEvents } from './groupFacts.ts';

/** The lag of a group on a partition from `atUs` on. */
export interface LagPoint {
  readonly atUs: number;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly logEndOffset: number;
  readonly committedOffset: number;
  readonly lag: number;
}

/**
 * Lag over time: log end offset minus committed offset, one point for each change of it, and one at
 * the end of the run. A partition without a commit counts from offset 0.
 */
export function lagSeries(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
): readonly LagPoint[] {
  const commits = new Set<HistoryEvent>(commitEvents(events));
  const appendType = [...events].some((event) => event.type === 'RecordsAppended')
    ? 'RecordsAppended'
    : 'Produced';
  const ends = new Map<string, number>();
  const committed = new Map<string, number>();
  const points: LagPoint[] = [];
  const last = new Map<string, LagPoint>();
  const plot = (group: string, topic: string, partition: number, atUs: number): void => {
    const logEndOffset = ends.get(`${topic}\n${partition}`) ?? 0;
    const key = `${group}\n${topic}\n${partition}`;
    const committedOffset = committed.get(key) ?? 0;
    const lag = Math.max(0, logEndOffset - committedOffset);
    const point = { atUs, group, topic, partition, logEndOffset, committedOffset, lag };
    if (last.get(key)?.lag !== lag) points.push(point);
    last.set(key, point);
  };
  for (const { group, topics } of header.groups) {
    for (const { topic, partitions } of header.topics) {
      if (!topics.includes(topic)) continue;
      for (let partition = 0; partition < partitions; partition++) plot(group, topic, partition, 0);
    }
  }
  let endUs = 0;
  for (const event of events) {
    endUs = event.atUs;
    if (event.type === appendType) {
      const { topic, partition } = event;
      const end = event.type === 'Produced' ? event.offset + 1 : event.baseOffset + event.count;
      const key = `${topic}\n${partition}`;
      ends.set(key, Math.max(ends.get(key) ?? 0, end));
      for (const { group, topics } of header.groups) {
        if (topics.includes(topic)) plot(group, topic, partition, event.atUs);
      }
    } else if (
      commits.has(event) &&
      (event.type === 'OffsetStored' || event.type === 'Committed')
    ) {
      const { group, topic, partition, offset } = event;
      committed.set(`${group}\n${topic}\n${partition}`, offset);
      plot(group, topic, partition, event.atUs);
    }
  }
  for (const point of last.values()) points.push({ ...point, atUs: endUs });
  return points;
}
