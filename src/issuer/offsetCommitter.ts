import type { OwnedPartitions, PartitionProgress } from './partitionProgress.ts';
import type { IncomingRecord, OffsetToCommit, RequestConsumer, WorkerTelemetry } from './ports.ts';
import { CommitError } from './ports.ts';

/** When a worker commits. `auto`: the consumer does it by itself (enable.auto.commit). */
export type WorkerCommitPolicy = 'record-sync' | 'batch-sync' | 'batch-async' | 'auto';

/**
 * How a commit ended. `later`: refused, and the same commit may work with the next one. `refused`:
 * for good, as the consumer is, in the coordinator's eyes, no longer the owner.
 */
export type CommitVerdict = 'committed' | 'later' | 'refused';

/**
 * Commits what is handled, when the policy says so. A refused commit loses nothing: offsets are
 * cumulative, so the next commit of the partition covers it, and without one the records come
 * again.
 */
export class OffsetCommitter {
  readonly policy: WorkerCommitPolicy;
  protected readonly consumer: RequestConsumer;
  protected readonly owned: OwnedPartitions;
  private readonly telemetry: WorkerTelemetry;

  constructor(
    consumer: RequestConsumer,
    owned: OwnedPartitions,
    telemetry: WorkerTelemetry,
    policy: WorkerCommitPolicy,
  ) {
    this.consumer = consumer;
    this.owned = owned;
    this.telemetry = telemetry;
    this.policy = policy;
  }

  /**
   * A poll has returned these records. Before it, the refusal of a commit could not have changed:
   * it is in poll that a consumer joins its group again. So now is the time to try once more.
   */
  onPolled(records: readonly IncomingRecord[]): Promise<CommitVerdict> | null {
    // What was merely polled is not to be committed.
    void records;
    return this.policy === 'record-sync' ? this.commitUncommitted() : null;
  }

  /** The worker is about to handle the record. null: nothing to wait for. */
  beforeRecord(progress: PartitionProgress, record: IncomingRecord): Promise<CommitVerdict> | null {
    // Nothing may be committed before its effect is there.
    void progress;
    void record;
    return null;
  }

  /** The record is handled: its effect is durable, or it is in the dead-letter topic. */
  afterRecord(progress: PartitionProgress, record: IncomingRecord): Promise<CommitVerdict> | null {
    progress.handledOffset = record.offset + 1;
    return this.policy === 'record-sync' ? this.commitSync([progress]) : null;
  }

  /** All records of a poll are through, or the poll returned none. */
  afterBatch(): Promise<CommitVerdict> | null {
    return this.policy === 'batch-sync' || this.policy === 'batch-async'
      ? this.commitUncommitted()
      : null;
  }

  /** Commits what is handled of these partitions before they go; commits in flight do not count. */
  async beforeLeaving(leaving: readonly PartitionProgress[]): Promise<void> {
    if (this.policy === 'auto') return;
    const unconfirmed = leaving.filter((entry) => entry.handledOffset > entry.committedOffset);
    if (unconfirmed.length > 0) await this.commitSync(unconfirmed);
  }

  /** Commits what is handled, and refused commits again though nothing new has come since. */
  private commitUncommitted(): Promise<CommitVerdict> | null {
    const uncommitted = this.owned.uncommitted();
    if (uncommitted.length === 0) return null;
    if (this.policy !== 'batch-async') return this.commitSync(uncommitted);
    this.commitAsync(uncommitted);
    return null;
  }

  /** Commits the handled offsets and waits. */
  protected async commitSync(partitions: readonly PartitionProgress[]): Promise<CommitVerdict> {
    const offsets = partitions.map(handledPosition);
    try {
      await this.consumer.commitSync(offsets);
    } catch (error) {
      if (!(error instanceof CommitError)) throw error;
      this.onRefused(partitions, offsets, error);
      return error.retriable ? 'later' : 'refused';
    }
    onCommitted(partitions, offsets);
    return 'committed';
  }

  private commitAsync(partitions: readonly PartitionProgress[]): void {
    const offsets = partitions.map(handledPosition);
    for (const entry of partitions) entry.sentOffset = entry.handledOffset;
    this.consumer.commitAsync(offsets, (error) => {
      if (error === null) onCommitted(partitions, offsets);
      else this.onRefused(partitions, offsets, error);
    });
  }

  private onRefused(
    partitions: readonly PartitionProgress[],
    offsets: readonly OffsetToCommit[],
    error: CommitError,
  ): void {
    partitions.forEach((entry, index) => {
      // A later commit of the partition that is still under way covers this one.
      if (entry.sentOffset <= offsets[index]!.offset) entry.sentOffset = entry.committedOffset;
    });
    this.telemetry.commitRefused?.(offsets, error);
  }
}

function handledPosition(progress: PartitionProgress): OffsetToCommit {
  return { topic: progress.topic, partition: progress.partition, offset: progress.handledOffset };
}

function onCommitted(
  partitions: readonly PartitionProgress[],
  offsets: readonly OffsetToCommit[],
): void {
  for (let index = 0; index < partitions.length; index++) {
    const entry = partitions[index]!;
    const { offset } = offsets[index]!;
    if (entry.sentOffset < offset) entry.sentOffset = offset;
    if (entry.committedOffset < offset) entry.committedOffset = offset;
  }
}
