import { OffsetCommitter } from '../offsetCommitter.ts';
import type { CommitVerdict } from '../offsetCommitter.ts';
import type { PartitionProgress } from '../partitionProgress.ts';
import type { IncomingRecord } from '../ports.ts';

/**
 * Planted bug `commit-before-effect`.
 *
 * The mistake: the offset is committed first and the record handled afterwards, under any policy. A
 * crash in between loses the record: at most once.
 * How people come to it: duplicates were seen, and committing first makes them go away.
 * Seen by: `nothing lost`, when a consumer crashes (or is told to stop between attempts) after the
 * commit and before the effect.
 */
export class CommitBeforeEffect extends OffsetCommitter {
  override beforeRecord(
    progress: PartitionProgress,
    record: IncomingRecord,
  ): Promise<CommitVerdict> {
    progress.handledOffset = record.offset + 1;
    return this.commitSync([progress]);
  }

  override afterRecord(): null {
    return null;
  }
}
