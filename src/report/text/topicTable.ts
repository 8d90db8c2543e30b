import type { TopicFact } from '../collect/partitionFacts.ts';

/**
 * Topics as `kafka-topics.sh --describe` prints them, with the number of records and of distinct
 * keys of each partition added. What the history does not say is `?`; no leader is `none`.
 */
export function topicTable(topics: readonly TopicFact[]): readonly string[] {
  return topics.flatMap(({ topic, replicationFactor, partitions }) => [
    `Topic: ${topic}\tPartitionCount: ${partitions.length}\tReplicationFactor: ${replicationFactor}`
      .split('\t')
      .join('  '),
    ...partitions.map((fact) => {
      const leader = fact.leader === null ? '?' : fact.leader < 0 ? 'none' : String(fact.leader);
      return [
        `  Partition: ${fact.partition}`,
        `Leader: ${leader}`,
        `Replicas: ${fact.replicas?.join(',') ?? '?'}`,
        `Isr: ${fact.isr?.join(',') ?? '?'}`,
        `Records: ${fact.logEndOffset}`,
        `Keys: ${fact.keyCount}`,
      ].join('  ');
    }),
  ]);
}
