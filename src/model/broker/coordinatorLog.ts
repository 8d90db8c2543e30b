import type { CoordinatorRecord } from '../group/coordinatorRecord.ts';
import type { OffsetsLog } from '../group/pendingWrites.ts';
import type { ErrorCode } from '../protocol/errorCode.ts';
import type { Assignment, Subscription } from '../protocol/requests.ts';

/** Compact when the log has this many records more than it has keys. */
const COMPACTION_SURPLUS = 1000;

type OffsetsRecord = CoordinatorRecord<Subscription, Assignment>;

/**
 * The records of one `__consumer_offsets` partition. It outlives the broker processes: a
 * coordinator that takes over reads it from the beginning.
 *
 * Simplified: an append is committed at once, since followers are always in step; and the log is
 * compacted as soon as enough of it is superseded, not by a cleaner thread.
 */
export class CoordinatorLog implements OffsetsLog<Subscription, Assignment> {
  private appended: OffsetsRecord[] = [];
  private compactAt = COMPACTION_SURPLUS;

  append(
    _groupId: string,
    records: readonly OffsetsRecord[],
    onCommitted: (error: ErrorCode) => void,
  ): void {
    for (const record of records) this.appended.push(record);
    if (this.appended.length >= this.compactAt) this.compact();
    onCommitted('NONE');
  }

  /** All records, oldest first. */
  records(): Iterable<OffsetsRecord> {
    return this.appended;
  }

  /** Keeps the latest record of each key, in order; tombstones go with what they delete. */
  private compact(): void {
    const latest = new Map<string, OffsetsRecord>();
    for (const record of this.appended) {
      const key = keyOf(record);
      latest.delete(key);
      if (record.value !== null) latest.set(key, record);
    }
    this.appended = [...latest.values()];
    this.compactAt = this.appended.length + COMPACTION_SURPLUS;
  }
}

function keyOf(record: OffsetsRecord): string {
  switch (record.type) {
    case 'GroupMetadata':
      return JSON.stringify([record.groupId]);
    case 'OffsetCommit':
      return JSON.stringify([record.groupId, record.topic, record.partition]);
    case 'ConsumerGroupMetadata':
    case 'ConsumerGroupTargetAssignmentMetadata':
      return JSON.stringify([record.type, record.groupId]);
    default:
      return JSON.stringify([record.type, record.groupId, record.memberId]);
  }
}
