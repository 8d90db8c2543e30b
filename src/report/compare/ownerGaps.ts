import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';
import type { GroupPartition } from '../charts/partitionNames.ts';
import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RunMarks } from '../collect/runMarks.ts';

/** A time in which nobody who runs had a partition. */
export interface OwnerGap extends GroupPartition {
  readonly startUs: number;
  readonly endUs: number;
}

interface Interval {
  readonly startUs: number;
  readonly endUs: number;
}

/** A partition of a group, and from when on it can have an owner. */
interface Watched extends GroupPartition {
  readonly sinceUs: number;
}

/**
 * The times in which partitions stood still: from the moment on in which somebody first had the
 * partition (or it was added to its topic), as long as some consumer of the group runs, whenever
 * none that runs has it. One that stands still has its partitions, but does not count.
 */
export function ownerGaps(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
  spans: readonly OwnershipSpan[],
  marks: RunMarks,
): readonly OwnerGap[] {
  const alive = aliveTimes(header, marks);
  return watchedPartitions(header, events, spans).flatMap((at) => {
    const covered = spans
      .filter((span) => isOf(span, at))
      .flatMap((span) => withoutPauses(span, marks))
      .sort((a, b) => a.startUs - b.startUs);
    const { group, topic, partition } = at;
    return holes(covered, at.sinceUs, marks.endUs)
      .flatMap((hole) => overlaps(hole, alive.get(group) ?? []))
      .map((hole) => ({ group, topic, partition, ...hole }));
  });
}

/** In order of the header, added partitions after the others of their topic. */
export function groupPartitions(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
): readonly GroupPartition[] {
  const added = addedPartitions(events);
  return header.groups.flatMap(({ group, topics }) =>
    topics.flatMap((topic) => {
      const first = header.topics.find((one) => one.topic === topic)?.partitions ?? 0;
      const count = Math.max(first, ...added.filter((one) => one.topic === topic).map(afterOf));
      return Array.from({ length: count }, (_, partition) => ({ group, topic, partition }));
    }),
  );
}

interface Added {
  readonly topic: string;
  readonly before: number;
  readonly after: number;
  readonly atUs: number;
}

function afterOf({ after }: Added): number {
  return after;
}

function addedPartitions(events: Iterable<HistoryEvent>): readonly Added[] {
  const added: Added[] = [];
  for (const event of events) if (event.type === 'PartitionsAdded') added.push(event);
  return added;
}

/** Partitions that nobody ever had count from the start. */
function watchedPartitions(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
  spans: readonly OwnershipSpan[],
): readonly Watched[] {
  const added = addedPartitions(events);
  return groupPartitions(header, events).map((at) => {
    const addition = added.find(
      ({ topic, before, after }) =>
        topic === at.topic && at.partition >= before && at.partition < after,
    );
    const first = spans.filter((span) => isOf(span, at)).map(({ startUs }) => startUs);
    const sinceUs = addition?.atUs ?? (first.length === 0 ? 0 : Math.min(...first));
    return { ...at, sinceUs };
  });
}

function isOf(span: GroupPartition, at: GroupPartition): boolean {
  return span.partition === at.partition && span.topic === at.topic && span.group === at.group;
}

function withoutPauses(span: OwnershipSpan, { pauses }: RunMarks): readonly Interval[] {
  let parts: readonly Interval[] = [{ startUs: span.startUs, endUs: span.endUs }];
  for (const pause of pauses) {
    if (pause.process !== span.consumer) continue;
    parts = parts.flatMap(({ startUs, endUs }) =>
      [
        { startUs, endUs: Math.min(endUs, pause.startUs) },
        { startUs: Math.max(startUs, pause.endUs), endUs },
      ].filter((part) => part.endUs > part.startUs),
    );
  }
  return parts;
}

/** For each group the times in which at least one of its consumers ran. */
function aliveTimes(
  header: HistoryHeader,
  { moments, endUs }: RunMarks,
): ReadonlyMap<string, readonly Interval[]> {
  return new Map(
    header.groups.map(({ group, consumers }) => {
      const running = new Set<string>();
      const times: Interval[] = [];
      let sinceUs = 0;
      for (const { kind, process, atUs } of moments) {
        if (!consumers.includes(process)) continue;
        if (kind === 'start') {
          if (running.size === 0) sinceUs = atUs;
          running.add(process);
        } else if ((kind === 'crash' || kind === 'stop') && running.delete(process)) {
          if (running.size === 0) times.push({ startUs: sinceUs, endUs: atUs });
        }
      }
      if (running.size > 0) times.push({ startUs: sinceUs, endUs });
      return [group, times] as const;
    }),
  );
}

function overlaps(one: Interval, others: readonly Interval[]): readonly Interval[] {
  return others
    .map(({ startUs, endUs }) => ({
      startUs: Math.max(startUs, one.startUs),
      endUs: Math.min(endUs, one.endUs),
    }))
    .filter(({ startUs, endUs }) => endUs > startUs);
}

/** What intervals in order of start leave open between two moments. */
function holes(
  covered: readonly Interval[],
  sinceUs: number,
  untilUs: number,
): readonly Interval[] {
  const found: Interval[] = [];
  let reachedUs = sinceUs;
  for (const { startUs, endUs } of covered) {
    if (startUs > reachedUs) found.push({ startUs: reachedUs, endUs: startUs });
    reachedUs = Math.max(reachedUs, endUs);
  }
  if (untilUs > reachedUs) found.push({ startUs: reachedUs, endUs: untilUs });
  return found;
}
