import { CommitError } from '../../issuer/ports.ts';
import type {
  AssignmentListener,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
  RequestConsumer,
} from '../../issuer/ports.ts';
import type { KafkaConsumer } from '../../model/client/consumer/kafkaConsumer.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { PointListener } from './pointListener.ts';

/** The service's consumer port on a simulated member of a consumer group. */
export class SimRequestConsumer implements RequestConsumer {
  private readonly process: SimProcess;
  private readonly consumer: KafkaConsumer;
  private readonly points: PointListener;
  private isPolling = false;

  constructor(process: SimProcess, consumer: KafkaConsumer, points: PointListener) {
    this.process = process;
    this.consumer = consumer;
    this.points = points;
  }

  /** True while the worker waits for records: it has nothing in hand. */
  get isWaitingForRecords(): boolean {
    return this.isPolling;
  }

  subscribe(topics: readonly string[], listener: AssignmentListener): void {
    const notify =
      (act: (partitions: readonly ConsumerPartition[]) => Promise<void>) =>
      (partitions: readonly ConsumerPartition[], done: () => void): void =>
        this.process.spawn(async () => {
          await act(partitions);
          done();
        });
    this.consumer.subscribe(topics, {
      onPartitionsAssigned: notify((partitions) => listener.onAssigned(partitions)),
      onPartitionsRevoked: notify((partitions) => listener.onRevoked(partitions)),
      onPartitionsLost: notify((partitions) => listener.onLost(partitions)),
    });
  }

  poll(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    return this.process.call<readonly IncomingRecord[]>('poll', (completion) => {
      this.isPolling = true;
      this.consumer.poll(timeoutMs, (outcome) => {
        this.isPolling = false;
        if (outcome.error !== null) return completion.fail(outcome.error);
        const records: IncomingRecord[] = [];
        for (const { topic, partition, records: chunk } of outcome.partitions) {
          for (const { offset, key, value, headers, timestampMs } of chunk) {
            records.push({ topic, partition, offset, key, value, headers, timestampMs });
          }
        }
        for (const { topic, partition, offset } of records) {
          this.points.reached(this.process.name, 'polled', topic, partition, offset);
        }
        completion.succeed(records);
      });
    });
  }

  commitSync(offsets: readonly OffsetToCommit[]): Promise<void> {
    return this.process.call<void>('commitSync', (completion) => {
      if (this.passed('committing', offsets)) return;
      this.consumer.commitSync(offsets, (error) => {
        if (error !== null) return completion.fail(commitError(error));
        if (this.passed('committed', offsets)) return;
        completion.succeed(undefined);
      });
    });
  }

  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void {
    if (this.passed('committing', offsets)) return;
    this.consumer.commitAsync(offsets, (error) =>
      onComplete(error === null ? null : commitError(error)),
    );
  }

  close(): Promise<void> {
    return this.process.call<void>('close', (completion) => {
      this.consumer.close(() => completion.succeed(undefined));
    });
  }

  /**
   * Reports the point for the last record that each offset covers. True: the process did not
   * survive it.
   */
  private passed(point: 'committing' | 'committed', offsets: readonly OffsetToCommit[]): boolean {
    const { epoch } = this.process;
    for (const { topic, partition, offset } of offsets) {
      this.points.reached(this.process.name, point, topic, partition, offset - 1);
    }
    return this.process.epoch !== epoch;
  }
}

/** Kafka's exceptions in the port's terms. */
function commitError(error: { readonly name: string; readonly retriable: boolean }): CommitError {
  return new CommitError(error.name, error.retriable);
}
