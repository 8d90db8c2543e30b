import type { HistoryEvent } from '../../history/event.ts';

/** How many acknowledged records of a key are in a partition. */
export interface KeyPlacement {
  readonly topic: string;
  readonly partition: number;
  /** null: records without a key. */
  readonly key: string | null;
  readonly records: number;
}

/** Where the keys of a run went, in order of topic, partition and first appearance. */
export function keyPlacement(events: Iterable<HistoryEvent>): readonly KeyPlacement[] {
  const placements = new Map<string, { -readonly [F in keyof KeyPlacement]: KeyPlacement[F] }>();
  const seen = new Set<string>();
  for (const event of events) {
    if (event.type !== 'Produced') continue;
    const { topic, partition, offset, key } = event;
    const record = `${topic}\n${partition}\n${offset}`;
    if (seen.has(record)) continue;
    seen.add(record);
    const name = `${topic}\n${partition}\n${key === null ? '' : `=${key}`}`;
    const placement = placements.get(name);
    if (placement === undefined) placements.set(name, { topic, partition, key, records: 1 });
    else placement.records++;
  }
  return [...placements.values()].sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  );
}
