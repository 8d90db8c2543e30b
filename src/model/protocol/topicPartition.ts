/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  /** From 0. */
  readonly partition: number;
}

/** The usual text form, `topic-partition`. Also the key under which maps keep partitions. */
export function formatTopicPartition(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** Reads the text form: the partition is what follows the last `-`. */
export function parseTopicPartition(text: string): TopicPartition {
  const dash = text.lastIndexOf('-');
  return { topic: text.slice(0, dash), partition: Number(text.slice(dash + 1)) };
}

/** Orders by topic (UTF-16 code units, as Java's compareTo), then partition. */
export function compareTopicPartitions(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}
