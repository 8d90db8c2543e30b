import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { ClientMetadata, KnownPartition } from '../clientMetadata.ts';
import type { ClusterView } from './clusterView.ts';

/** What the sender does with metadata besides reading it. */
export interface SenderMetadata extends ClusterView {
  /** The topic has records waiting. */
  add(topic: string): void;
  requestUpdate(): void;
  /** A produce response named a new leader (KIP-951). */
  updatePartitionLeadership(
    topic: string,
    partition: number,
    leaderId: number,
    leaderEpoch: number,
  ): void;
}

/**
 * The producer's view of its metadata, with the lists it needs kept until something changes.
 *
 * Simplified: partitions are listed in the order of topic name and number. In Kafka it is that of a
 * hash map, which decides which partition a given random number picks and where draining starts.
 * Simplified: topics are never forgotten (`metadata.max.idle.ms`).
 */
export class ProducerMetadata implements SenderMetadata {
  private readonly metadata: ClientMetadata;
  private readonly availableByTopic = new Map<string, readonly number[]>();
  private partitionsByNode: Map<number, TopicPartition[]> | null = null;

  constructor(metadata: ClientMetadata) {
    this.metadata = metadata;
    metadata.onUpdate(() => this.forgetLists());
  }

  partitionCount(topic: string): number {
    return this.metadata.partitionCount(topic);
  }

  partition(topic: string, partition: number): KnownPartition | null {
    return this.metadata.partition(topic, partition);
  }

  availablePartitions(topic: string): readonly number[] {
    let available = this.availableByTopic.get(topic);
    if (available === undefined) {
      available = this.partitionsWithLeader(topic);
      this.availableByTopic.set(topic, available);
    }
    return available;
  }

  partitionsForNode(nodeId: number): readonly TopicPartition[] {
    this.partitionsByNode ??= this.groupByNode();
    return this.partitionsByNode.get(nodeId) ?? [];
  }

  add(topic: string): void {
    this.metadata.addTopic(topic);
  }

  requestUpdate(): void {
    this.metadata.requestUpdate();
  }

  updatePartitionLeadership(
    topic: string,
    partition: number,
    leaderId: number,
    leaderEpoch: number,
  ): void {
    if (this.metadata.updateLeader(topic, partition, leaderId, leaderEpoch)) this.forgetLists();
  }

  private forgetLists(): void {
    this.availableByTopic.clear();
    this.partitionsByNode = null;
  }

  private partitionsWithLeader(topic: string): number[] {
    const available: number[] = [];
    const count = this.metadata.partitionCount(topic);
    for (let partition = 0; partition < count; partition++) {
      if (this.metadata.partition(topic, partition)!.leaderId >= 0) available.push(partition);
    }
    return available;
  }

  private groupByNode(): Map<number, TopicPartition[]> {
    const partitionsByNode = new Map<number, TopicPartition[]>();
    for (const topic of [...this.metadata.topics].sort()) {
      for (const partition of this.availablePartitions(topic)) {
        const { leaderId } = this.metadata.partition(topic, partition)!;
        const partitions = partitionsByNode.get(leaderId);
        if (partitions === undefined) partitionsByNode.set(leaderId, [{ topic, partition }]);
        else partitions.push({ topic, partition });
      }
    }
    return partitionsByNode;
  }
}
