import type { HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
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

const BROKER_NAME = /^broker-(\d+)$/;

/** Collects what a run tells of its topics. */
export class TopicCollector implements HistorySink {
  private readonly header: HistoryHeader;
  private readonly counts: Map<string, number>;
  private readonly ends = new Map<string, number>();
  private readonly leaders = new Map<string, number>();
  private readonly brokers = new BrokerRoll();

  constructor(header: HistoryHeader) {
    this.header = header;
    this.counts = new Map(header.topics.map(({ topic, partitions }) => [topic, partitions]));
  }

  onEvent(event: HistoryEvent): void {
    this.brokers.onEvent(event);
    if (event.type === 'Produced') {
      this.raiseEnd(event.topic, event.partition, event.offset + 1);
    } else if (event.type === 'RecordsAppended') {
      this.raiseEnd(event.topic, event.partition, event.baseOffset + event.count);
      const id = brokerId(event.process);
      if (id !== null) this.leaders.set(`${event.topic}\n${event.partition}`, id);
    } else if (event.type === 'LeaderElected') {
      this.leaders.set(`${event.topic}\n${event.partition}`, event.leaderId);
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
        const at = `${topic}\n${partition}`;
        const leader = this.leaders.get(at) ?? this.brokers.onlyOne();
        return {
          topic,
          partition,
          leader,
          ...this.brokers.replicas(leader, replicationFactor),
          logEndOffset: this.ends.get(at) ?? 0,
          keyCount: keyCounts.get(at) ?? 0,
        };
      });
      return { topic, replicationFactor, partitions };
    });
  }

  private raiseEnd(topic: string, partition: number, end: number): void {
    const at = `${topic}\n${partition}`;
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
    const at = `${topic}\n${partition}`;
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

/** Which brokers there are and which of them are up. */
class BrokerRoll {
  private readonly up = new Map<number, boolean>();

  onEvent(event: HistoryEvent): void {
    const id = brokerId(event.process);
    if (id === null) return;
    if (event.type === 'Crashed' || event.type === 'Stopped') this.up.set(id, false);
    else if (event.type === 'Started' || !this.up.has(id)) this.up.set(id, true);
  }

  /** The id of the only broker; null if there are several or none is known. */
  onlyOne(): number | null {
    const [id, ...others] = this.up.keys();
    return id === undefined || others.length > 0 ? null : id;
  }

  /** Known only if the replication factor leaves no choice. */
  replicas(
    leader: number | null,
    replicationFactor: number,
  ): { readonly replicas: readonly number[] | null; readonly isr: readonly number[] | null } {
    const all = [...this.up.keys()].sort((a, b) => a - b);
    if (replicationFactor === all.length && leader !== null) {
      const replicas = [leader, ...all].filter((id, at, ids) => id >= 0 && ids.indexOf(id) === at);
      return { replicas, isr: replicas.filter((id) => this.up.get(id) === true) };
    }
    if (replicationFactor === 1 && leader !== null && leader >= 0) {
      return { replicas: [leader], isr: this.up.get(leader) === false ? [] : [leader] };
    }
    return { replicas: null, isr: null };
  }
}

function brokerId(process: string): number | null {
  const match = BROKER_NAME.exec(process);
  return match === null ? null : Number(match[1]);
}
