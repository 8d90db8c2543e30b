import type { BatchWritten } from '../../adapters/kafka/logs/topicEntry.ts';
import type { TopicNames } from '../../adapters/kafka/member/topicNames.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import type { WallClock } from '../runClock.ts';
import type { LeaderTimeline } from './leaderTimeline.ts';

const STEP_US = 1;

/**
 * Batches in the logs as internal events. A batch bears the time at which its producer made it;
 * it was written after its records were sent, after the batch before it, and before anybody heard
 * of it or read it.
 */
export class AppendStory {
  private readonly names: TopicNames;
  private readonly clock: WallClock;
  private readonly leaders: LeaderTimeline;
  /** By record: when it was sent, and when somebody first knew of it. */
  private readonly sentUs = new Map<string, number>();
  private readonly knownUs = new Map<string, number>();
  private readonly lastUs = new Map<string, number>();

  constructor(
    events: readonly HistoryEvent[],
    names: TopicNames,
    clock: WallClock,
    leaders: LeaderTimeline,
  ) {
    this.names = names;
    this.clock = clock;
    this.leaders = leaders;
    const startedUs = new Map<number, number>();
    for (const event of events) {
      if (event.type === 'SendStarted') startedUs.set(event.sendId, event.atUs);
      else if (event.type === 'Produced') {
        const key = recordKey(event.topic, event.partition, event.offset);
        const sentUs = startedUs.get(event.sendId);
        if (sentUs !== undefined) this.sentUs.set(key, sentUs);
        this.know(key, event.atUs);
      } else if (event.type === 'Polled') {
        for (let offset = event.startOffset; offset < event.endOffset; offset++)
          this.know(recordKey(event.topic, event.partition, offset), event.atUs);
      }
    }
  }

  /** The event of a batch; null: it is none of this run's. */
  tell(entry: BatchWritten): EventOf<'RecordsAppended'> | null {
    const topic = this.names.inScenario(entry.topic);
    if (topic === null) return null;
    const { partition, offset: baseOffset, lastOffset, leaderEpoch, producer } = entry;
    const log = `${topic}-${partition}`;
    let earliest = Math.max(0, this.clock.atWallMs(entry.atMs), this.lastUs.get(log) ?? 0);
    let latest = Infinity;
    for (let offset = baseOffset; offset <= lastOffset; offset++) {
      const key = recordKey(topic, partition, offset);
      earliest = Math.max(earliest, (this.sentUs.get(key) ?? 0) + STEP_US);
      latest = Math.min(latest, (this.knownUs.get(key) ?? Infinity) - STEP_US);
    }
    const atUs = Math.min(earliest, latest);
    const leader = this.leaders.ofEpoch(entry.topic, partition, leaderEpoch) ?? entry.nodeId;
    this.lastUs.set(log, atUs);
    return {
      type: 'RecordsAppended',
      atUs,
      process: `broker-${leader}`,
      topic,
      partition,
      baseOffset,
      count: lastOffset - baseOffset + 1,
      leaderEpoch,
      producerId: producer?.producerId ?? -1,
      producerEpoch: producer?.producerEpoch ?? -1,
      baseSequence: producer?.baseSequence ?? -1,
    };
  }

  private know(key: string, atUs: number): void {
    if (atUs < (this.knownUs.get(key) ?? Infinity)) this.knownUs.set(key, atUs);
  }
}

function recordKey(topic: string, partition: number, offset: number): string {
  return `${topic}-${partition}@${offset}`;
}
