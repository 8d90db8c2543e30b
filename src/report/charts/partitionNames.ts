/** A partition as one group sees it; '' where the group does not matter. */
export interface GroupPartition {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/**
 * What charts call partitions: `partition 0` where there is one topic and one group, longer where
 * that would not be clear.
 */
export class PartitionNames {
  /** In order of group, topic and number. */
  readonly all: readonly GroupPartition[];
  private readonly groups: number;
  private readonly topics: number;

  constructor(partitions: Iterable<GroupPartition>) {
    const distinct = new Map<string, GroupPartition>();
    for (const at of partitions) distinct.set(`${at.group}\n${at.topic}\n${at.partition}`, at);
    this.all = [...distinct.values()].sort(
      (a, b) => compare(a.group, b.group) || compare(a.topic, b.topic) || a.partition - b.partition,
    );
    this.groups = new Set(this.all.map(({ group }) => group)).size;
    this.topics = new Set(this.all.map(({ topic }) => topic)).size;
  }

  nameOf({ group, topic, partition }: GroupPartition): string {
    const name = this.topics > 1 ? `${topic}-${partition}` : `partition ${partition}`;
    return this.groups > 1 ? `${name} (${group})` : name;
  }

  /** Names in the order of `all`. */
  get names(): readonly string[] {
    return this.all.map((at) => this.nameOf(at));
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
