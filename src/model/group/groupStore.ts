import type { ConsumerGroupRecord } from './consumer/consumerGroupRecord.ts';
import type {
  CoordinatorRecord,
  GroupMetadataValue,
  OffsetCommitValue,
} from './coordinatorRecord.ts';

/** Committed offsets of one group: topic to partition to value. */
export type GroupOffsets = ReadonlyMap<string, ReadonlyMap<number, OffsetCommitValue>>;

type OffsetsByPartition = Map<number, OffsetCommitValue>;
type OffsetsByTopic = Map<string, OffsetsByPartition>;

/**
 * What the log of one `__consumer_offsets` partition says: the part of a coordinator's state that
 * survives it. Only `replay` changes it, with records that are committed.
 */
export class GroupStore<Metadata, Assigned> {
  private readonly groupById = new Map<string, GroupMetadataValue<Metadata, Assigned>>();
  private readonly offsetsByGroup = new Map<string, OffsetsByTopic>();
  /** Group to key to the last record of a KIP-848 group. */
  private readonly consumerGroups = new Map<string, Map<string, ConsumerGroupRecord>>();

  /** The last stored metadata of a group; undefined: none, or deleted. */
  group(groupId: string): GroupMetadataValue<Metadata, Assigned> | undefined {
    return this.groupById.get(groupId);
  }

  /** The committed offsets of a group; undefined: none. */
  offsets(groupId: string): GroupOffsets | undefined {
    return this.offsetsByGroup.get(groupId);
  }

  /** The committed offset of one partition; undefined: none. */
  offset(groupId: string, topic: string, partition: number): OffsetCommitValue | undefined {
    return this.offsetsByGroup.get(groupId)?.get(topic)?.get(partition);
  }

  /** The last records of a KIP-848 group; none: it is not there, or of the classic protocol. */
  consumerGroupRecords(groupId: string): readonly ConsumerGroupRecord[] {
    return [...(this.consumerGroups.get(groupId)?.values() ?? [])];
  }

  /** Every group that has metadata or offsets. */
  groupIds(): Set<string> {
    return new Set([
      ...this.groupById.keys(),
      ...this.consumerGroups.keys(),
      ...this.offsetsByGroup.keys(),
    ]);
  }

  /** Forgets everything: the coordinator has resigned. */
  clear(): void {
    this.groupById.clear();
    this.offsetsByGroup.clear();
    this.consumerGroups.clear();
  }

  /** For `replay`. */
  putGroup(groupId: string, value: GroupMetadataValue<Metadata, Assigned> | null): void {
    if (value === null) this.groupById.delete(groupId);
    else this.groupById.set(groupId, value);
  }

  /** For `replay`. */
  putConsumerGroupRecord(record: ConsumerGroupRecord): void {
    const { groupId } = record;
    let records = this.consumerGroups.get(groupId);
    if (records === undefined) {
      records = new Map<string, ConsumerGroupRecord>();
      this.consumerGroups.set(groupId, records);
    }
    const key = 'memberId' in record ? `${record.type} ${record.memberId}` : record.type;
    records.delete(key);
    if (record.value !== null) records.set(key, record);
    if (records.size === 0) this.consumerGroups.delete(groupId);
  }

  /** For `replay`. */
  putOffset(groupId: string, topic: string, partition: number, value: OffsetCommitValue): void {
    let byTopic = this.offsetsByGroup.get(groupId);
    if (byTopic === undefined) {
      byTopic = new Map<string, OffsetsByPartition>();
      this.offsetsByGroup.set(groupId, byTopic);
    }
    let byPartition = byTopic.get(topic);
    if (byPartition === undefined) {
      byPartition = new Map<number, OffsetCommitValue>();
      byTopic.set(topic, byPartition);
    }
    byPartition.set(partition, value);
  }

  /** For `replay`. */
  deleteOffset(groupId: string, topic: string, partition: number): void {
    const byTopic = this.offsetsByGroup.get(groupId);
    const byPartition = byTopic?.get(topic);
    if (byTopic === undefined || byPartition === undefined) return;
    byPartition.delete(partition);
    if (byPartition.size === 0) byTopic.delete(topic);
    if (byTopic.size === 0) this.offsetsByGroup.delete(groupId);
  }
}

/**
 * Applies one committed record: after an append by this coordinator, and when a coordinator takes
 * over and reads the log. The later record of a key wins; a tombstone for what is not there does
 * nothing.
 */
export function replay<Metadata, Assigned>(
  store: GroupStore<Metadata, Assigned>,
  record: CoordinatorRecord<Metadata, Assigned>,
): void {
  switch (record.type) {
    case 'GroupMetadata':
      return store.putGroup(record.groupId, record.value);
    case 'OffsetCommit': {
      const { groupId, topic, partition, value } = record;
      if (value === null) store.deleteOffset(groupId, topic, partition);
      else store.putOffset(groupId, topic, partition, value);
      return;
    }
    default:
      return store.putConsumerGroupRecord(record);
  }
}
