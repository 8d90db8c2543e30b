import type {
  AssignmentListener,
  CommitError,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
  RequestConsumer,
} from '../../../issuer/ports.ts';
import type { MemberPoints } from './memberPoints.ts';
import type { TopicNames } from './topicNames.ts';

/** Told when the worker begins to wait for records, and when the waiting is over. */
export type WaitListener = (isWaiting: boolean) => void;

/**
 * The worker's consumer: a real one, with the topics of the scenario for those of the cluster, and
 * with the points at which faults strike.
 */
export class ObservedConsumer implements RequestConsumer {
  private readonly consumer: RequestConsumer;
  private readonly names: TopicNames;
  private readonly points: MemberPoints;
  private readonly onWait: WaitListener;

  constructor(
    consumer: RequestConsumer,
    names: TopicNames,
    points: MemberPoints,
    onWait: WaitListener,
  ) {
    this.consumer = consumer;
    this.names = names;
    this.points = points;
    this.onWait = onWait;
  }

  subscribe(topics: readonly string[], listener: AssignmentListener): void {
    const { names } = this;
    const own = (partitions: readonly ConsumerPartition[]): ConsumerPartition[] =>
      partitions.flatMap(({ topic, partition }) => {
        const name = names.inScenario(topic);
        return name === null ? [] : [{ topic: name, partition }];
      });
    this.consumer.subscribe(
      topics.map((topic) => names.onCluster(topic)),
      {
        onAssigned: (partitions) => listener.onAssigned(own(partitions)),
        onRevoked: (partitions) => listener.onRevoked(own(partitions)),
        onLost: (partitions) => listener.onLost(own(partitions)),
      },
    );
  }

  async poll(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    this.onWait(true);
    const polled = await this.consumer.poll(timeoutMs);
    if (polled.length === 0) return polled;
    this.onWait(false);
    const records = polled.map((record) => {
      return { ...record, topic: this.names.inScenario(record.topic) ?? record.topic };
    });
    for (const { topic, partition, offset } of records)
      this.points.reached('polled', topic, partition, offset);
    return records;
  }

  async commitSync(offsets: readonly OffsetToCommit[]): Promise<void> {
    this.passed('committing', offsets);
    await this.consumer.commitSync(this.onCluster(offsets));
    this.passed('committed', offsets);
  }

  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void {
    this.passed('committing', offsets);
    this.consumer.commitAsync(this.onCluster(offsets), onComplete);
  }

  async close(): Promise<void> {
    await this.consumer.close();
  }

  /** The point is that of the last record that each offset covers. */
  private passed(point: 'committing' | 'committed', offsets: readonly OffsetToCommit[]): void {
    for (const { topic, partition, offset } of offsets)
      this.points.reached(point, topic, partition, offset - 1);
  }

  private onCluster(offsets: readonly OffsetToCommit[]): OffsetToCommit[] {
    return offsets.map(({ topic, partition, offset }) => {
      return { topic: this.names.onCluster(topic), partition, offset };
    });
  }
}
