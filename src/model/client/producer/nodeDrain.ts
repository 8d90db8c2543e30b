import type { ClusterView } from './clusterView.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { TransactionManager } from './transactionManager.ts';

/**
 * Takes what one node is sent in one request: at most one batch of each partition it leads. Mirrors
 * `RecordAccumulator.drain` and `drainBatchesForOneNode`.
 */
export class NodeDrain {
  private readonly transactionManager: TransactionManager | null;
  private readonly findQueue: (topic: string, partition: number) => PartitionQueue | null;
  /** Node to the place in its list of partitions where the last drain stopped. */
  private readonly drainIndexes = new Map<number, number>();

  constructor(
    transactionManager: TransactionManager | null,
    findQueue: (topic: string, partition: number) => PartitionQueue | null,
  ) {
    this.transactionManager = transactionManager;
    this.findQueue = findQueue;
  }

  /**
   * A partition whose batch must wait for the sake of its sequence numbers ends the drain: those
   * behind it wait too. As in Kafka.
   */
  drain(cluster: ClusterView, nodeId: number, maxSize: number, nowUs: number): ProducerBatch[] {
    const parts = cluster.partitionsForNode(nodeId);
    const ready: ProducerBatch[] = [];
    if (parts.length === 0) return ready;
    const start = (this.drainIndexes.get(nodeId) ?? 0) % parts.length;
    let size = 0;
    let index = start;
    let stoppedAt = start;
    do {
      stoppedAt = index;
      const { topic, partition } = parts[index]!;
      index = (index + 1) % parts.length;
      const queue = this.findQueue(topic, partition);
      if (queue === null || queue.isMuted) continue;
      const first = queue.batches[0];
      if (first === undefined) continue;
      first.maybeUpdateLeaderEpoch(cluster.partition(topic, partition)?.leaderEpoch ?? -1);
      if (first.isBackingOff(nowUs)) continue;
      if (size + first.estimatedSizeInBytes > maxSize && ready.length > 0) break;
      if (this.transactionManager?.mustWait(first) === true) break;
      queue.batches.shift();
      this.prepare(first);
      size += first.estimatedSizeInBytes;
      ready.push(first);
    } while (index !== start);
    this.drainIndexes.set(nodeId, stoppedAt);
    return ready;
  }

  private prepare(batch: ProducerBatch): void {
    if (this.transactionManager !== null && !batch.hasSequence) {
      this.transactionManager.maybeUpdateProducerIdAndEpoch(batch.queue);
      this.transactionManager.assignSequence(batch);
    }
    batch.close();
  }
}
