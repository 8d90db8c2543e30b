import { OffsetCommitter } from '../offsetCommitter.ts';
import type { CommitVerdict } from '../offsetCommitter.ts';
import type { PartitionProgress } from '../partitionProgress.ts';
import type { IncomingRecord } from '../ports.ts';

/**
 * Planted bug `commit-wrong-offset`.
 *
 * The mistake: after each record, under any policy, the consumer's position is committed instead of
 * the record's offset + 1. The position is behind the last record that poll returned, so the first
 * commit covers the whole batch, handled or not.
 * How people come to it: `commitSync()` without arguments inside the loop over the records reads
 * like "commit this record".
 * Seen by: `nothing lost`, when a consumer crashes or stops in the middle of a batch.
 */
export class CommitWrongOffset extends OffsetCommitter {
  private readonly positions = new Map<string, number>();

  override onPolled(records: readonly IncomingRecord[]): Promise<CommitVerdict> | null {
    for (const { topic, partition, offset } of records) {
      this.positions.set(`${topic}-${partition}`, offset + 1);
    }
    return super.onPolled(records);
  }

  override afterRecord(
    progress: PartitionProgress,
    record: IncomingRecord,
  ): Promise<CommitVerdict> {
    const position = this.positions.get(`${progress.topic}-${progress.partition}`);
    progress.handledOffset = position ?? record.offset + 1;
    return this.commitSync([progress]);
  }
}
