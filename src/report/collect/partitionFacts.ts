import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';

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

/** Partitions by topic in the order of the header, as they are at the end of the run. */
export function topicFacts(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
): readonly TopicFact[] {
  const counts = new Map(header.topics.map(({ topic, partitions }) => [topic, partitions]));
  const ends = new Map<string, number>();
  const keys = new Map<string, Set<string>>();
  const leaders = new Map<string, number>();
  const brokers = new BrokerRoll();
  const raiseEnd = (topic: string, partition: number, end: number): void => {
    const at = `${topic}\n${partition}`;
    ends.set(at, Math.max(ends.get(at) ?? 0, end));
    counts.set(topic, Math.max(counts.get(topic) ?? 0, partition + 1));
  };
  for (const event of events) {
    brokers.onEvent(event);
    if (event.type === 'Produced') {
      raiseEnd(event.topic, event.partition, event.offset + 1);
      const at = `${event.topic}\n${event.partition}`;
      const seen = keys.get(at) ?? new Set();
      keys.set(at, event.key === null ? seen : seen.add(event.key));
    } else if (event.type === 'RecordsAppended') {
      raiseEnd(event.topic, event.partition, event.baseOffset + event.count);
      const id = brokerId(event.process);
      if (id !== null) leaders.set(`${event.topic}\n${event.partition}`, id);
    } else if (event.type === 'LeaderElected') {
      leaders.set(`${event.topic}\n${event.partition}`, event.leaderId);
    } else if (event.type === 'PartitionsAdded') {
      counts.set(event.topic, Math.max(counts.get(event.topic) ?? 0, event.after));
    }
  }
  const factors = new Map(header.topics.map((one) => [one.topic, one.replicationFactor]));
  return [...counts].map(([topic, count]) => {
    const replicationFactor = factors.get(topic) ?? 1;
    const partitions = Array.from({ length: count }, (_, partition) => {
      const at = `${topic}\n${partition}`;
      const leader = leaders.get(at) ?? brokers.onlyOne();
      return {
        topic,
        partition,
        leader,
        ...brokers.replicas(leader, replicationFactor),
        logEndOffset: ends.get(at) ?? 0,
        keyCount: keys.get(at)?.size ?? 0,
      };
    });
    return { topic, replicationFactor, partitions };
  });
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
