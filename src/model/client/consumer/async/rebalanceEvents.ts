import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import { formatTopicPartition } from '../../../protocol/topicPartition.ts';
import type { ConsumerError } from '../consumerError.ts';
import type { ConsumerObserver } from '../consumerObserver.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { SubscriptionState } from '../subscriptionState.ts';
import type { BackgroundEvent } from './backgroundEvent.ts';

/**
 * Hands rebalance callbacks and errors over to the application's thread, which runs them in its
 * next poll (`BackgroundEventHandler`), and tells the observer. Without a listener nobody waits for
 * the application to give partitions back; taking new ones always waits for it.
 */
export class RebalanceEvents {
  /** The last valid epoch, for the observer and for what happens on close; -1: none. */
  lastEpoch = -1;
  private readonly subscriptions: SubscriptionState;
  private readonly observer: ConsumerObserver | null;
  private readonly observedOwned = new Set<string>();
  private queue: BackgroundEvent[] = [];

  constructor(subscriptions: SubscriptionState, observer: ConsumerObserver | null) {
    this.subscriptions = subscriptions;
    this.observer = observer;
  }

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  /** Takes all events. */
  drain(): readonly BackgroundEvent[] {
    const { queue } = this;
    if (queue.length > 0) this.queue = [];
    return queue;
  }

  raise(error: ConsumerError): void {
    this.queue.push({ type: 'error', error });
  }

  assigned(
    assigned: readonly TopicPartition[],
    added: readonly TopicPartition[],
  ): RequestFuture<void> {
    const future = new RequestFuture<void>();
    this.queue.push({ type: 'assigned', assigned, added, future });
    return future;
  }

  /** Settled at once if there is nobody to tell or nothing to give up. */
  removed(type: 'revoked' | 'lost', partitions: readonly TopicPartition[]): RequestFuture<void> {
    const future = new RequestFuture<void>();
    if (partitions.length > 0 && this.subscriptions.listener !== null)
      this.queue.push({ type, partitions, future });
    else {
      this.observe(type, partitions);
      future.complete(undefined);
    }
    return future;
  }

  /** Tells the observer, at the moment when the listener is told. */
  observe(type: 'assigned' | 'revoked' | 'lost', partitions: readonly TopicPartition[]): void {
    const { observer, observedOwned } = this;
    if (observer === null) return;
    const nameOf = ({ topic, partition }: TopicPartition): string =>
      formatTopicPartition(topic, partition);
    if (type === 'assigned') {
      for (const partition of partitions) observedOwned.add(nameOf(partition));
      return observer.onAssigned(partitions, this.lastEpoch);
    }
    // Closing after unsubscribing calls the listener again, although nothing is owned any more.
    const given = partitions.filter((partition) => observedOwned.delete(nameOf(partition)));
    if (given.length === 0) return;
    if (type === 'revoked') observer.onRevoked(given, this.lastEpoch);
    else observer.onLost(given, this.lastEpoch);
  }
}
