import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { Blocking } from '../applicationThread.ts';
import { ConsumerError, timedOut } from '../consumerError.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { BackgroundEvent } from './backgroundEvent.ts';
import type { MembershipManager } from './membershipManager.ts';
import type { NetworkThread } from './networkThread.ts';
import type { RebalanceEvents } from './rebalanceEvents.ts';

/**
 * Runs on the application's thread what the network thread asked for. Mirrors
 * `AsyncKafkaConsumer.BackgroundEventProcessor`.
 */
export class BackgroundEventProcessor {
  private readonly parts: AsyncParts;
  private readonly networkThread: NetworkThread;
  private readonly events: RebalanceEvents;
  /** null: the consumer is in no group. */
  private readonly membership: MembershipManager | null;

  constructor(
    parts: AsyncParts,
    networkThread: NetworkThread,
    events: RebalanceEvents,
    membership: MembershipManager | null,
  ) {
    this.parts = parts;
    this.networkThread = networkThread;
    this.events = events;
    this.membership = membership;
  }

  /**
   * Runs what is there now. Returns whether there was anything. Throws the first error among them
   * once all are done. `isLeaving`: new partitions are not taken any more.
   */
  *process(isLeaving: boolean): Blocking<boolean> {
    let failure: ConsumerError | null = null;
    const events = this.events.drain();
    for (const event of events) {
      if (event.type === 'error') failure ??= event.error;
      else if (event.type === 'assigned' && isLeaving) {
        const message = 'the consumer leaves its group and takes no partitions';
        event.future.raise(new ConsumerError('KafkaException', message));
      } else yield* this.processOne(event);
    }
    if (failure !== null) throw failure;
    return events.length > 0;
  }

  /** The consumer is closed: nobody runs what is left. */
  failAll(): void {
    for (const event of this.events.drain())
      if (event.type !== 'error') event.future.raise(timedOut('the consumer was closed before'));
  }

  /** Tells the observer and runs the listener. */
  *invoke(
    type: 'assigned' | 'revoked' | 'lost',
    partitions: readonly TopicPartition[],
  ): Blocking<void> {
    this.events.observe(type, partitions);
    const { subscriptions, thread } = this.parts;
    const { listener } = subscriptions;
    if (listener === null) return;
    yield* thread.awaitListener((done) => {
      if (type === 'assigned') listener.onPartitionsAssigned(partitions, done);
      else if (type === 'revoked') listener.onPartitionsRevoked(partitions, done);
      else listener.onPartitionsLost(partitions, done);
    });
  }

  private *processOne(event: Exclude<BackgroundEvent, { readonly type: 'error' }>): Blocking<void> {
    if (event.type === 'assigned') {
      const { assigned, added } = event;
      this.networkThread.submit(() => this.apply(assigned, added));
      yield* this.invoke('assigned', added);
    } else yield* this.invoke(event.type, event.partitions);
    this.networkThread.submit(() => event.future.complete(undefined));
  }

  private apply(assigned: readonly TopicPartition[], added: readonly TopicPartition[]): void {
    const { subscriptions } = this.parts;
    // Whoever has unsubscribed meanwhile takes nothing.
    if (!subscriptions.hasAutoAssignedPartitions) return;
    subscriptions.assignFromSubscribedAwaitingCallback(assigned, added);
    this.membership!.assignmentSnapshot = assigned;
  }
}
