import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { KnownPartition } from '../clientMetadata.ts';

/** What the producer reads of its metadata (Kafka's `Cluster`). */
export interface ClusterView {
  /** Number of partitions; 0: the topic is unknown. */
  partitionCount(topic: string): number;

  /** null: unknown. */
  partition(topic: string, partition: number): KnownPartition | null;

  /**
   * The partitions of the topic that have a leader, in the order in which a random number picks.
   */
  availablePartitions(topic: string): readonly number[];

  /** The partitions that the node leads, in the order in which they are drained. */
  partitionsForNode(nodeId: number): readonly TopicPartition[];
}
