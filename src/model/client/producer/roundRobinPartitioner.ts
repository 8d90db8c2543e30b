import type { ClusterView } from './clusterView.ts';

/**
 * Spreads records over the partitions with a leader in turn, keys or not. Mirrors
 * `RoundRobinPartitioner`, which a producer has only if partitioner.class names it.
 */
export class RoundRobinPartitioner {
  private readonly counters = new Map<string, number>();

  partition(topic: string, cluster: ClusterView): number {
    const counter = this.counters.get(topic) ?? 0;
    this.counters.set(topic, (counter + 1) & 0x7fffffff);
    const available = cluster.availablePartitions(topic);
    if (available.length > 0) return available[counter % available.length]!;
    return counter % cluster.partitionCount(topic);
  }
}
