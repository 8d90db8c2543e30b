import type {
  EventPartition,
  HistoryEvent,
  HistoryHeader,
  HistorySink,
} from '../../history/event.ts';
import type { KeyPlacement } from './keyPlacement.ts';

/** What a run tells of one partition at its end. */
export interface PartitionFact {
  readonly topic: string;
  readonly partition: number;
  /** Broker id; -1: none; null: the history does not say. */
  readonly leader: number | null;
  /** null: the history does not say. */
  readonly replicas: readonly number[] | null;
  /** null: the history does not say. */
  readonly isr: readonly number[] | null;
  /** Next offset to be written. */
  readonly logEndOffset: number;
  /** Distinct keys of acknowledged records. */
  readonly keyCount: number;
}

/** A topic with its partitions, the added ones too. */
export interface TopicFact {
  readonly topic: string;
  readonly replicationFactor: number;
  readonly partitions: readonly PartitionFact[];
}

/** Collects what a run tells of its topics. */
export class TopicCollector implements HistorySink {
  private readonly header: HistoryHeader;
  private readonly counts: Map<string, number>;
  private readonly ends = new Map<string, number>();
  private readonly leaders = new Map<string, number>();
  private readonly replicas = new Map<string, readonly number[]>();
  private readonly inSync = new Map<string, readonly number[]>();

  constructor(header: HistoryHeader) {
    this.header = header;
    this.counts = new Map(header.topics.map(({ topic, partitions }) => [topic, partitions]));
  }

  onEvent(event: HistoryEvent): void {
    if (event.type === 'Produced') {
      this.raiseEnd(event.topic, event.partition, event.offset + 1);
    } else if (event.type === 'RecordsAppended') {
      this.raiseEnd(event.topic, event.partition, event.baseOffset + event.count);
    } else if (event.type === 'ReplicasAssigned') {
      const { replicas } = event;
      const at = keyOf(event);
      this.replicas.set(at, replicas);
      this.inSync.set(at, replicas);
      this.leaders.set(at, replicas[0] ?? -1);
    } else if (event.type === 'IsrChanged') {
      this.inSync.set(keyOf(event), event.isr);
    } else if (event.type === 'LeaderElected') {
      this.leaders.set(keyOf(event), event.leaderId);
    } else if (event.type === 'PartitionsAdded') {
      this.raiseCount(event.topic, event.after);
    }
  }

  /** In the order of the header, as they are at the end of the run. */
  finish(keys: readonly KeyPlacement[]): readonly TopicFact[] {
    const factors = new Map(this.header.topics.map((one) => [one.topic, one.replicationFactor]));
    const keyCounts = countKeys(keys);
    return [...this.counts].map(([topic, count]) => {
      const replicationFactor = factors.get(topic) ?? 1;
      const partitions = Array.from({ length: count }, (_, partition) => {
        const at = keyOf({ topic, partition });
        return {
          topic,
          partition,
          leader: this.leaders.get(at) ?? null,
          replicas: this.replicas.get(at) ?? null,
          isr: this.inSync.get(at) ?? null,
          logEndOffset: this.ends.get(at) ?? 0,
          keyCount: keyCounts.get(at) ?? 0,
        };
      });
      return { topic, replicationFactor, partitions };
    });
  }

  private raiseEnd(topic: string, partition: number, end: number): void {
    const at = keyOf({ topic, partition });
    if (end > (this.ends.get(at) ?? 0)) this.ends.set(at, end);
    this.raiseCount(topic, partition + 1);
  }

  private raiseCount(topic: string, count: number): void {
    if (count > (this.counts.get(topic) ?? 0)) this.counts.set(topic, count);
  }
}

function countKeys(keys: readonly KeyPlacement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { topic, partition, key } of keys) {
    if (key === null) continue;
    const at = keyOf({ topic, partition });
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

function keyOf({ topic, partition }: EventPartition): string {
  return `${topic}\n${partition}`;
}
