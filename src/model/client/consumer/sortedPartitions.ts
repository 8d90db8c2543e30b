import type { TopicPartition } from '../../protocol/topicPartition.ts';
import { compareTopicPartitions } from '../../protocol/topicPartition.ts';

/** Copies of the partitions by topic and number, as listeners get them. */
export function sortedPartitions(partitions: readonly TopicPartition[]): TopicPartition[] {
  return partitions
    .map(({ topic, partition }) => ({ topic, partition }))
    .sort(compareTopicPartitions);
}

/** Those of the partitions that are not among the others, in their order. */
export function partitionsWithout(
  partitions: readonly TopicPartition[],
  others: readonly TopicPartition[],
): TopicPartition[] {
  const isOther = ({ topic, partition }: TopicPartition): boolean =>
    others.some((other) => other.partition === partition && other.topic === topic);
  return partitions.filter((partition) => !isOther(partition));
}
