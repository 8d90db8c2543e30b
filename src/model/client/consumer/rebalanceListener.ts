import type { TopicPartition } from '../../protocol/topicPartition.ts';

/**
 * What the application hears of rebalances (`ConsumerRebalanceListener`). Called inside poll, close
 * and unsubscribe, which go on when `done` is called: at once or later. Until then the listener,
 * and only the listener, may call the consumer, for example `commitSync`.
 */
export interface RebalanceListener {
  /** After each completed rebalance; only what was added, perhaps nothing. */
  onPartitionsAssigned(partitions: readonly TopicPartition[], done: () => void): void;
  /** Still owner of the partitions: offsets may be committed. */
  onPartitionsRevoked(partitions: readonly TopicPartition[], done: () => void): void;
  /** No longer owner of the partitions: others may already read them. */
  onPartitionsLost(partitions: readonly TopicPartition[], done: () => void): void;
}
