import type { ClusterView } from './clusterView.ts';

/** The partition that records without a key go to at present. Compared by identity. */
export interface StickyPartitionInfo {
  readonly partition: number;
  producedBytes: number;
}

/** Chances of the partitions by load: cumulative weights, ascending. */
export interface PartitionLoadStats {
  readonly partitions: readonly number[];
  readonly cumulativeWeights: readonly number[];
}

/**
 * Chooses the partitions of records without a key, for one topic. Mirrors `BuiltInPartitioner`
 * (KIP-794): it stays on a partition until about batch.size bytes went there; once it knows how
 * long the queues are, a partition with a shorter queue is likelier.
 */
export class BuiltInPartitioner {
  private readonly topic: string;
  private readonly stickyBatchSize: number;
  private readonly randomPartition: () => number;
  private info: StickyPartitionInfo | null = null;
  private loadStats: PartitionLoadStats | null = null;

  /** `stickyBatchSize` >= 1; `randomPartition` draws an integer in [0, 2^31). */
  constructor(topic: string, stickyBatchSize: number, randomPartition: () => number) {
    this.topic = topic;
    this.stickyBatchSize = stickyBatchSize;
    this.randomPartition = randomPartition;
  }

  /** The present choice; null before the first. */
  get stickyPartitionInfo(): StickyPartitionInfo | null {
    return this.info;
  }

  /** null: partitions are equally likely. */
  get partitionLoadStats(): PartitionLoadStats | null {
    return this.loadStats;
  }

  /** The present choice, made now if there is none. */
  peekCurrentPartitionInfo(cluster: ClusterView): StickyPartitionInfo {
    this.info ??= { partition: this.nextPartition(cluster), producedBytes: 0 };
    return this.info;
  }

  /** True if another choice was made since `info` was peeked. */
  isPartitionChanged(info: StickyPartitionInfo): boolean {
    return this.info !== info;
  }

  /**
   * Counts bytes appended to the present choice and perhaps makes another: from batch.size on where
   * `enableSwitch` (no half-full batch would be left behind), from twice that in any case.
   */
  updatePartitionInfo(
    info: StickyPartitionInfo,
    appendedBytes: number,
    cluster: ClusterView,
    enableSwitch: boolean,
  ): void {
    info.producedBytes += appendedBytes;
    const { producedBytes } = info;
    const limit = this.stickyBatchSize;
    if ((producedBytes >= limit && enableSwitch) || producedBytes >= limit * 2) {
      this.info = { partition: this.nextPartition(cluster), producedBytes: 0 };
    }
  }

  /**
   * Takes the queue sizes of the first `count` of `partitions`; the rest is not to be chosen. null:
   * not known for every partition yet.
   */
  updatePartitionLoadStats(
    queueSizes: readonly number[] | null,
    partitions: readonly number[],
    count: number,
  ): void {
    this.loadStats = null;
    if (queueSizes === null || count < 1 || queueSizes.length < 2) return;
    let longest = queueSizes[0]!;
    let allEqual = true;
    for (let index = 1; index < count; index++) {
      if (queueSizes[index] !== longest) allEqual = false;
      if (queueSizes[index]! > longest) longest = queueSizes[index]!;
    }
    if (allEqual && count === queueSizes.length) return;
    const cumulativeWeights: number[] = [];
    let total = 0;
    for (let index = 0; index < count; index++) {
      total += longest + 1 - queueSizes[index]!;
      cumulativeWeights.push(total);
    }
    this.loadStats = { partitions: partitions.slice(0, count), cumulativeWeights };
  }

  private nextPartition(cluster: ClusterView): number {
    const random = this.randomPartition();
    if (this.loadStats !== null) return pickByWeight(this.loadStats, random);
    const available = cluster.availablePartitions(this.topic);
    if (available.length > 0) return available[random % available.length]!;
    return random % cluster.partitionCount(this.topic);
  }
}

function pickByWeight(
  { partitions, cumulativeWeights }: PartitionLoadStats,
  random: number,
): number {
  const draw = random % cumulativeWeights[cumulativeWeights.length - 1]!;
  let index = 0;
  while (cumulativeWeights[index]! <= draw) index++;
  return partitions[index]!;
}
