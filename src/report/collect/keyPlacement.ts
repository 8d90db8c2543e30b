import type { HistoryEvent, HistorySink } from '../../history/event.ts';
import { OffsetCounts } from './offsetCounts.ts';

/** How many acknowledged records of a key are in a partition. */
export interface KeyPlacement {
  readonly topic: string;
  readonly partition: number;
  /** null: records without a key. */
  readonly key: string | null;
  readonly records: number;
}

interface OpenPartition {
  readonly topic: string;
  readonly partition: number;
  readonly acknowledged: OffsetCounts;
  readonly records: Map<string | null, number>;
}

/** Collects where the keys of a run went. A record acknowledged twice counts once. */
export class KeyCollector implements HistorySink {
  private readonly partitions = new Map<string, OpenPartition>();

  onEvent(event: HistoryEvent): void {
    if (event.type !== 'Produced') return;
    const { topic, partition, offset, key } = event;
    const name = `${topic}\n${partition}`;
    let open = this.partitions.get(name);
    if (open === undefined) {
      open = { topic, partition, acknowledged: new OffsetCounts(), records: new Map() };
      this.partitions.set(name, open);
    }
    // With acks=0 nobody learns the offset: each send counts.
    if (offset >= 0 && open.acknowledged.add(offset) > 1) return;
    open.records.set(key, (open.records.get(key) ?? 0) + 1);
  }

  /** In order of topic, partition and first appearance. */
  finish(): readonly KeyPlacement[] {
    const sorted = [...this.partitions.values()].sort((a, b) =>
      a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
    );
    return sorted.flatMap(({ topic, partition, records }) =>
      [...records].map(([key, count]) => ({ topic, partition, key, records: count })),
    );
  }
}
