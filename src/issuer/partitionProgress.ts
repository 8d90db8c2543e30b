/**
 * How far the worker is with one partition that it owns. Offsets are of the next record; -1: none.
 */
export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** The poll during which, or before which, the partition was assigned. */
  readonly assignedAtPoll: number;
  /** Everything polled before this offset is handled. */
  handledOffset: number;
  /** The highest offset of a commit that was sent and not refused. */
  sentOffset: number;
  /** The highest offset of a commit that succeeded. */
  committedOffset: number;
}

/** Everything that this worker owns at present. */
export class OwnedPartitions {
  private readonly owned: PartitionProgress[] = [];
  private latest: PartitionProgress | null = null;

  /** The partition is ours from now on; nothing of it is handled. */
  add(topic: string, partition: number, assignedAtPoll: number): void {
    this.remove(topic, partition);
    this.owned.push({
      topic,
      partition,
      assignedAtPoll,
      handledOffset: -1,
      sentOffset: -1,
      committedOffset: -1,
    });
  }

  /** The partition is no longer ours; its progress is forgotten. */
  remove(topic: string, partition: number): void {
    const index = this.owned.findIndex((entry) => {
      return entry.partition === partition && entry.topic === topic;
    });
    if (index < 0) return;
    this.owned.splice(index, 1);
    this.latest = null;
  }

  /** The progress of a partition, or null if it is not ours. */
  find(topic: string, partition: number): PartitionProgress | null {
    // Records of one partition come in a row, so the last answer is nearly always the next one too.
    const latest = this.latest;
    if (latest !== null && latest.partition === partition && latest.topic === topic) return latest;
    for (const entry of this.owned) {
      if (entry.partition !== partition || entry.topic !== topic) continue;
      this.latest = entry;
      return entry;
    }
    return null;
  }

  /** Partitions with handled records of which no commit was sent. */
  uncommitted(): readonly PartitionProgress[] {
    return this.owned.filter((entry) => entry.handledOffset > entry.sentOffset);
  }

  /**
   * Partitions with handled records that are not known to be committed, commits in flight included.
   */
  unconfirmed(): readonly PartitionProgress[] {
    return this.owned.filter((entry) => entry.handledOffset > entry.committedOffset);
  }
}
