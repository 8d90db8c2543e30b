import type { ClusterView } from './clusterView.ts';
import type { PartitionQueue, TopicInfo } from './partitionQueue.ts';
import type { ProducerBatch } from './producerBatch.ts';

/** What a pass finds ready (`RecordAccumulator.ReadyCheckResult`). */
export interface ReadyCheckResult {
  /** Nodes that lead a partition with something to send, ascending. */
  readonly readyNodes: number[];
  /** In microseconds, until something else becomes ready by itself; Infinity: nothing will. */
  nextReadyCheckDelayUs: number;
  /** Topics with something queued for a partition without a leader. */
  readonly unknownLeaderTopics: string[];
}

export interface ReadyCheckSettings {
  readonly lingerUs: number;
  /** partitioner.adaptive.partitioning.enable, and no partitioner.class. */
  readonly adaptivePartitioning: boolean;
  /** partitioner.availability.timeout.ms; 0: off. */
  readonly availabilityTimeoutUs: number;
}

interface NodeLatencyStats {
  readyUs: number;
  drainUs: number;
}

/**
 * Finds the nodes with something to send, and tells the partitioners how long the queues are.
 * Mirrors `RecordAccumulator.ready` with its `partitionReady` and `batchReady`.
 */
export class ReadyCheck {
  private readonly settings: ReadyCheckSettings;
  private readonly nodeStats = new Map<number, NodeLatencyStats>();

  constructor(settings: ReadyCheckSettings) {
    this.settings = settings;
  }

  /** `sendAll`: batches need not wait (memory exhausted, flush, close). */
  ready(
    topics: readonly TopicInfo[],
    cluster: ClusterView,
    sendAll: boolean,
    nowUs: number,
  ): ReadyCheckResult {
    const result: ReadyCheckResult = {
      readyNodes: [],
      nextReadyCheckDelayUs: Infinity,
      unknownLeaderTopics: [],
    };
    for (const info of topics) this.partitionReady(info, cluster, sendAll, nowUs, result);
    if (result.readyNodes.length > 1) result.readyNodes.sort((a, b) => a - b);
    return result;
  }

  /** A ready node could be sent to, or not. For partitioner.availability.timeout.ms. */
  updateNodeLatencyStats(nodeId: number, nowUs: number, canDrain: boolean): void {
    if (this.settings.availabilityTimeoutUs <= 0) return;
    let stats = this.nodeStats.get(nodeId);
    if (stats === undefined) {
      stats = { readyUs: nowUs, drainUs: nowUs };
      this.nodeStats.set(nodeId, stats);
    }
    if (canDrain) stats.drainUs = nowUs;
    stats.readyUs = nowUs;
  }

  private partitionReady(
    info: TopicInfo,
    cluster: ClusterView,
    sendAll: boolean,
    nowUs: number,
    result: ReadyCheckResult,
  ): void {
    const { queues, topic } = info;
    const measuresLoad =
      this.settings.adaptivePartitioning && info.queueCount >= cluster.partitionCount(topic);
    // Sizes are kept as long as there are queues, with zeros at the end: as Kafka's arrays.
    const sizes: number[] | null = measuresLoad ? new Array<number>(info.queueCount).fill(0) : null;
    const partitions: number[] = [];
    let index = -1;
    for (const queue of queues) {
      if (queue === undefined) continue;
      const known = cluster.partition(topic, queue.partition);
      const leaderId = known?.leaderId ?? -1;
      if (leaderId >= 0 && sizes !== null) partitions[++index] = queue.partition;
      const first = queue.batches[0];
      // An empty queue keeps what stands in its place: the size of an excluded one before it.
      if (first === undefined) continue;
      first.maybeUpdateLeaderEpoch(known?.leaderEpoch ?? -1);
      if (leaderId < 0) {
        if (!result.unknownLeaderTopics.includes(topic)) result.unknownLeaderTopics.push(topic);
        continue;
      }
      if (sizes !== null) {
        sizes[index] = queue.batches.length;
        if (this.isUnavailable(leaderId)) index--;
      }
      if (!queue.isMuted && !result.readyNodes.includes(leaderId)) {
        this.batchReady(queue, first, leaderId, sendAll, nowUs, result);
      }
    }
    info.builtInPartitioner.updatePartitionLoadStats(sizes, partitions, index + 1);
  }

  private batchReady(
    queue: PartitionQueue,
    first: ProducerBatch,
    leaderId: number,
    sendAll: boolean,
    nowUs: number,
    result: ReadyCheckResult,
  ): void {
    const { lingerUs } = this.settings;
    const waitedUs = first.waitedTimeUs(nowUs);
    const isFull = queue.batches.length > 1 || first.isFull;
    if (!first.isBackingOff(nowUs) && (sendAll || isFull || waitedUs >= lingerUs)) {
      result.readyNodes.push(leaderId);
      return;
    }
    const delayUs = first.timeToWaitUs(lingerUs, nowUs) - waitedUs;
    if (delayUs < result.nextReadyCheckDelayUs) result.nextReadyCheckDelayUs = delayUs;
  }

  /** The node has been ready and not been drained for longer than the availability timeout. */
  private isUnavailable(nodeId: number): boolean {
    const { availabilityTimeoutUs } = this.settings;
    if (availabilityTimeoutUs <= 0) return false;
    const stats = this.nodeStats.get(nodeId);
    return stats !== undefined && stats.readyUs - stats.drainUs > availabilityTimeoutUs;
  }
}
