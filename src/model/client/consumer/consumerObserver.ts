import type { TopicPartition } from '../../protocol/topicPartition.ts';

/**
 * Hears what a consumer does, for the history of the run. Offsets: start inclusive, end exclusive.
 */
export interface ConsumerObserver {
  /** A poll returned these records of a partition. */
  onPolled(topic: string, partition: number, startOffset: number, endOffset: number): void;
  /** A rebalance ended; only what was added. Told before the listener. */
  onAssigned(partitions: readonly TopicPartition[], generation: number): void;
  /** The consumer gives partitions back, or has lost them. Told before the listener. */
  onRevoked(partitions: readonly TopicPartition[], generation: number): void;
  onLost(partitions: readonly TopicPartition[], generation: number): void;
  /** One try to commit. It ends in one of the two calls below, unless the process dies. */
  onCommitStarted(topic: string, partition: number, offset: number, isAuto: boolean): void;
  onCommitted(topic: string, partition: number, offset: number, isAuto: boolean): void;
  /** `error`: the exception's class, for example CommitFailedException. */
  onCommitRefused(
    topic: string,
    partition: number,
    offset: number,
    isAuto: boolean,
    error: string,
  ): void;
}
