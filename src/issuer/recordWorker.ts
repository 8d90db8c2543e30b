import { AbandonedRecords } from './abandonedRecords.ts';
import type { OffsetCommitter } from './offsetCommitter.ts';
import type { OwnedPartitions, PartitionProgress } from './partitionProgress.ts';
import type {
  AssignmentListener,
  ConsumerPartition,
  IncomingRecord,
  RequestConsumer,
  WorkerTelemetry,
} from './ports.ts';
import type { RecordAttempts } from './recordAttempts.ts';
import { WorkerBlocked } from './workerBlocked.ts';

/** What to read. */
export interface WorkerSubscription {
  readonly topics: readonly string[];
  readonly pollTimeoutMs: number;
}

/** Records of one poll that are still to be handled. */
interface Batch {
  readonly records: readonly IncomingRecord[];
  /** The number of the poll that returned them. */
  readonly poll: number;
}

const NOT_OURS = 'the partition was revoked or lost; whoever owns it now gets them again';
const STOPPED = 'the worker was told to stop; the next owner gets them';

/**
 * The loop of every consumer of the service: poll, handle record by record, commit by policy.
 *
 * At least once: an offset is committed only after everything before it is handled, so whatever
 * goes wrong, records come again rather than get lost. Handlers are idempotent and turn that into
 * once.
 *
 * A record is handled only while its partition is ours, and by the very assignment under which it
 * was polled: if the partition went and came back, the consumer delivers from the committed offset
 * anew.
 */
export class RecordWorker<M> implements AssignmentListener {
  private readonly consumer: RequestConsumer;
  private readonly attempts: RecordAttempts<M>;
  private readonly owned: OwnedPartitions;
  private readonly committer: OffsetCommitter;
  private readonly telemetry: WorkerTelemetry;
  private readonly subscription: WorkerSubscription;
  private stopping = false;
  private pollCount = 0;
  private readonly givesUp = (): boolean => this.mayLeaveBatch();

  constructor(
    consumer: RequestConsumer,
    attempts: RecordAttempts<M>,
    owned: OwnedPartitions,
    committer: OffsetCommitter,
    telemetry: WorkerTelemetry,
    subscription: WorkerSubscription,
  ) {
    this.consumer = consumer;
    this.attempts = attempts;
    this.owned = owned;
    this.committer = committer;
    this.telemetry = telemetry;
    this.subscription = subscription;
  }

  /**
   * Works until `stop`. Rejects with WorkerBlocked at a record that can be neither handled nor put
   * aside; what was handled before it is committed. After any rejection the process must end.
   */
  async run(): Promise<void> {
    this.consumer.subscribe(this.subscription.topics, this);
    try {
      await this.pollUntilStopped();
    } catch (error) {
      // Under auto-commit, close() would commit the position behind the blocked record.
      if (error instanceof WorkerBlocked && this.committer.policy !== 'auto') await this.leave();
      throw error;
    }
    await this.leave();
  }

  /** Ends `run` in an orderly way: after the record in hand, with a commit, leaving the group. */
  stop(): void {
    this.stopping = true;
  }

  async onAssigned(partitions: readonly ConsumerPartition[]): Promise<void> {
    for (const { topic, partition } of partitions) this.owned.add(topic, partition, this.pollCount);
  }

  async onRevoked(partitions: readonly ConsumerPartition[]): Promise<void> {
    await this.committer.beforeLeaving(this.progressOf(partitions));
    await this.onLost(partitions);
  }

  async onLost(partitions: readonly ConsumerPartition[]): Promise<void> {
    for (const { topic, partition } of partitions) this.owned.remove(topic, partition);
  }

  private async pollUntilStopped(): Promise<void> {
    let rest: Batch | null = null;
    while (!this.stopping) {
      const records = await this.consumer.poll(this.subscription.pollTimeoutMs);
      const poll = this.pollCount++;
      const overdue = this.committer.onPolled(records);
      if (overdue !== null) await overdue;
      // No second interruption: after one more poll the rest is ours, or known not to be.
      if (rest !== null) await this.handleBatch(rest, false);
      rest = records.length === 0 ? null : await this.handleBatch({ records, poll }, true);
      // Where the rest waits, a commit was just refused; when stopping, `leave` commits.
      if (rest !== null || this.stopping) continue;
      const commit = this.committer.afterBatch();
      if (commit !== null) await commit;
    }
  }

  /**
   * Handles the records in order. Returns those that must wait for the next poll, or null.
   *
   * When a commit is refused for good, the partitions are probably lost, but only the listener
   * knows which: some clients refuse so in the middle of a rebalance after which the member keeps
   * them. So the rest of the batch waits until the next poll has told. Dropping it at once could
   * lose records of a kept partition, since the consumer's position is behind them; going on at
   * once would be a zombie's work.
   */
  private async handleBatch(batch: Batch, mayInterrupt: boolean): Promise<Batch | null> {
    const { records, poll } = batch;
    const { owned, committer } = this;
    let foreign: AbandonedRecords | null = null;
    let waiting: Batch | null = null;
    let index = 0;
    for (; index < records.length; index++) {
      if (this.mayLeaveBatch()) break;
      const record = records[index]!;
      const progress = owned.find(record.topic, record.partition);
      if (progress === null || progress.assignedAtPoll > poll) {
        (foreign ??= new AbandonedRecords()).add(record);
        continue;
      }
      const early = committer.beforeRecord(progress, record);
      if (early !== null) await early;
      if (!(await this.attempts.handle(record, this.givesUp))) break;
      const commit = committer.afterRecord(progress, record);
      if (commit === null) continue;
      const verdict = await commit;
      if (verdict === 'refused' && mayInterrupt && index + 1 < records.length) {
        waiting = { records: records.slice(index + 1), poll };
        break;
      }
    }
    if (foreign !== null) foreign.report(this.telemetry, NOT_OURS);
    if (waiting === null && index < records.length) this.reportStopped(records.slice(index));
    return waiting;
  }

  /**
   * An auto-committing consumer commits on close all that it has returned: then no record may be
   * left.
   */
  private mayLeaveBatch(): boolean {
    return this.stopping && this.committer.policy !== 'auto';
  }

  private reportStopped(records: readonly IncomingRecord[]): void {
    const left = new AbandonedRecords();
    for (const record of records) left.add(record);
    left.report(this.telemetry, STOPPED);
  }

  private async leave(): Promise<void> {
    await this.committer.beforeLeaving(this.owned.unconfirmed());
    await this.consumer.close();
  }

  private progressOf(partitions: readonly ConsumerPartition[]): readonly PartitionProgress[] {
    return partitions.flatMap(({ topic, partition }) => this.owned.find(topic, partition) ?? []);
  }
}
