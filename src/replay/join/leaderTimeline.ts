import type { KafkaLogEntry } from '../../adapters/kafka/logs/kafkaLogEntry.ts';

interface Leadership {
  readonly fromMs: number;
  readonly leaderEpoch: number;
  /** null: nobody leads. */
  readonly leader: number | null;
}

/**
 * Who led which partition when, from the controller's log. A log is read from the copy of one
 * broker, which says nothing of who wrote to it.
 */
export class LeaderTimeline {
  /** By partition, in order of time. */
  private readonly leaderships = new Map<string, Leadership[]>();

  constructor(entries: readonly KafkaLogEntry[]) {
    for (const entry of entries) {
      if (entry.type !== 'PartitionState') continue;
      const { topic, partition, atMs: fromMs, leaderEpoch, leader } = entry;
      const key = keyOf(topic, partition);
      const known = this.leaderships.get(key) ?? [];
      known.push({ fromMs, leaderEpoch, leader });
      this.leaderships.set(key, known);
    }
  }

  /** How many partitions of a topic are known. */
  partitionCount(topic: string): number {
    let count = 0;
    while (this.leaderships.has(keyOf(topic, count))) count++;
    return count;
  }

  /** The node that led in that epoch; null: not known, or none did. */
  ofEpoch(topic: string, partition: number, leaderEpoch: number): number | null {
    const known = this.leaderships.get(keyOf(topic, partition)) ?? [];
    return known.find((one) => one.leaderEpoch === leaderEpoch)?.leader ?? null;
  }

  /** The node that led at that time, in milliseconds since 1970; null: not known, or none did. */
  at(topic: string, partition: number, atMs: number): number | null {
    const known = this.leaderships.get(keyOf(topic, partition)) ?? [];
    return known.findLast(({ fromMs }) => fromMs <= atMs)?.leader ?? null;
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}
