import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { Blocking } from './applicationThread.ts';
import type { ConsumerParts } from './consumerParts.ts';

/**
 * Tells the observer and the application's listener of rebalances, and waits until the listener is
 * done. Mirrors `ConsumerRebalanceListenerInvoker`.
 */
export class RebalanceNotifier {
  private readonly parts: ConsumerParts;

  constructor(parts: ConsumerParts) {
    this.parts = parts;
  }

  *assigned(partitions: readonly TopicPartition[]): Blocking<void> {
    const { membership, observer, subscriptions, thread } = this.parts;
    observer?.onAssigned(partitions, membership.generation.generationId);
    const { listener } = subscriptions;
    if (listener === null) return;
    yield* thread.awaitListener((done) => listener.onPartitionsAssigned(partitions, done));
  }

  *revoked(partitions: readonly TopicPartition[]): Blocking<void> {
    const { membership, observer, subscriptions, thread } = this.parts;
    observer?.onRevoked(partitions, membership.generation.generationId);
    const { listener } = subscriptions;
    if (listener === null) return;
    yield* thread.awaitListener((done) => listener.onPartitionsRevoked(partitions, done));
  }

  *lost(partitions: readonly TopicPartition[]): Blocking<void> {
    const { membership, observer, subscriptions, thread } = this.parts;
    observer?.onLost(partitions, membership.generation.generationId);
    const { listener } = subscriptions;
    if (listener === null) return;
    yield* thread.awaitListener((done) => listener.onPartitionsLost(partitions, done));
  }
}
