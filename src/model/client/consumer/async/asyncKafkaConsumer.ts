import type { RandomStream } from '../../../../sim/randomStream.ts';
import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import { ExponentialBackoff } from '../../exponentialBackoff.ts';
import type { Blocking } from '../applicationThread.ts';
import { ApplicationThread } from '../applicationThread.ts';
import type { ConsumerEnvironment } from '../classicKafkaConsumer.ts';
import type { ConsumerConfig } from '../consumerConfig.ts';
import type { CloseOptions, ConsumerDelegate, PollOutcome } from '../consumerDelegate.ts';
import { ConsumerError, illegalState, timedOut } from '../consumerError.ts';
import { Deadline } from '../deadline.ts';
import { NOTHING_POLLED } from '../fetchCollector.ts';
import type { CommitCallback } from '../offsetCommitter.ts';
import type { RebalanceListener } from '../rebalanceListener.ts';
import { RequestFuture } from '../requestFuture.ts';
import { sortedPartitions } from '../sortedPartitions.ts';
import type { OffsetToCommit } from '../subscriptionState.ts';
import { SubscriptionState } from '../subscriptionState.ts';
import { AsyncNetwork } from './asyncNetwork.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { AsyncConsumerSnapshot } from './asyncConsumerSnapshot.ts';
import { newAsyncConsumerSnapshot } from './asyncConsumerSnapshot.ts';
import { awaitFuture } from './awaitFuture.ts';
import { BackgroundEventProcessor } from './backgroundEventProcessor.ts';
import { follow } from './follow.ts';
import type { GroupManagers } from './groupManagers.ts';
import { newGroupManagers } from './groupManagers.ts';
import { NetworkThread } from './networkThread.ts';
import { PollLoop } from './pollLoop.ts';
import { RebalanceEvents } from './rebalanceEvents.ts';
import { UserCommits } from './userCommits.ts';

/** How long `unsubscribe` waits before it looks for callbacks to run. */
const EVENT_WAIT_US = 100_000;

/**
 * A consumer with `group.protocol=consumer` (KIP-848). Mirrors `AsyncKafkaConsumer`.
 *
 * Simplified: wakeup(), interceptors, deserialization and metrics are left out.
 */
export class AsyncKafkaConsumer implements ConsumerDelegate {
  private readonly parts: AsyncParts;
  private readonly networkThread: NetworkThread;
  private readonly events: RebalanceEvents;
  private readonly processor: BackgroundEventProcessor;
  /** null: no group.id. */
  private readonly group: GroupManagers | null;
  private readonly userCommits: UserCommits | null;
  private readonly pollLoop: PollLoop;
  private isClosing = false;
  private isClosed = false;

  constructor(config: ConsumerConfig, environment: ConsumerEnvironment) {
    const { timers, connections, metadata, random, observer } = environment;
    const thread = new ApplicationThread(timers);
    const network = new AsyncNetwork(timers, connections, config.requestTimeoutMs);
    const backoff = new ExponentialBackoff(config.retryBackoffMs, config.retryBackoffMaxMs, random);
    const subscriptions = new SubscriptionState(config.autoOffsetReset);
    this.parts = { config, timers, metadata, network, thread, subscriptions, backoff, observer };
    this.networkThread = new NetworkThread(
      timers,
      network,
      metadata,
      thread,
      config.retryBackoffMs * 1000,
    );
    this.events = new RebalanceEvents(subscriptions, observer);
    this.group =
      config.groupId === null
        ? null
        : newGroupManagers(this.parts, config.groupId, newMemberId(config, random), this.events);
    this.processor = new BackgroundEventProcessor(
      this.parts,
      this.networkThread,
      this.events,
      this.group?.membership ?? null,
    );
    this.userCommits =
      this.group === null
        ? null
        : new UserCommits(this.parts, this.networkThread, this.group.commits);
    this.pollLoop = new PollLoop(
      this.parts,
      this.networkThread,
      this.events,
      this.processor,
      this.group,
      this.userCommits,
    );
    const { group } = this;
    const { offsets, fetches } = this.pollLoop;
    this.networkThread.start(
      group === null
        ? [offsets, fetches]
        : [group.coordinators, group.commits, group.heartbeats, group.membership, offsets, fetches],
    );
    thread.onIdle = () => this.networkThread.runIfDue();
    metadata.onUpdate(() => this.onMetadata());
    metadata.requestUpdate();
  }

  /** What the consumer knows at this moment, for tests and invariants. */
  inspect(): AsyncConsumerSnapshot {
    return newAsyncConsumerSnapshot(this.parts.subscriptions, this.group);
  }

  subscribe(topics: readonly string[], listener: RebalanceListener | null): void {
    this.enter('subscribe');
    const { group } = this.ensureGroup();
    if (topics.length === 0)
      throw illegalState('subscribe needs topics; to end a subscription, unsubscribe');
    const { metadata, subscriptions } = this.parts;
    const wanted = new Set(topics);
    this.pollLoop.fetcher.buffer.retain(
      (topic, partition) => wanted.has(topic) && subscriptions.find(topic, partition) !== null,
    );
    this.onNetworkThread(() => {
      if (subscriptions.subscribe(wanted, listener)) subscriptions.requestMetadata(metadata);
      group.membership.onSubscriptionUpdated();
    });
  }

  assign(partitions: readonly TopicPartition[]): void {
    this.enter('assign');
    const { metadata, subscriptions, timers } = this.parts;
    this.pollLoop.fetcher.buffer.retain((topic, partition) =>
      partitions.some((one) => one.partition === partition && one.topic === topic),
    );
    this.onNetworkThread(() => {
      this.group?.commits.updateTimerAndMaybeCommit(timers.nowUs);
      if (subscriptions.assignFromUser(partitions)) subscriptions.requestMetadata(metadata);
    });
  }

  unsubscribe(onDone: (error: ConsumerError | null) => void): void {
    this.enter('unsubscribe');
    this.parts.thread.start('unsubscribe', this.unsubscribeBody(), onDone);
  }

  poll(timeoutMs: number, onDone: (outcome: PollOutcome) => void): void {
    this.enter('poll');
    const deadline = new Deadline(this.parts.timers, timeoutMs * 1000);
    this.parts.thread.start('poll', this.pollLoop.poll(deadline), (error, partitions) =>
      onDone({ error, partitions: partitions ?? NOTHING_POLLED }),
    );
  }

  commitSync(
    offsets: readonly OffsetToCommit[] | null,
    onDone: (error: ConsumerError | null) => void,
    timeoutMs: number,
  ): void {
    this.enter('commitSync');
    const { userCommits } = this.ensureGroup();
    const deadline = new Deadline(this.parts.timers, timeoutMs * 1000);
    this.parts.thread.start('commitSync', userCommits.commitSync(offsets, deadline), onDone);
  }

  commitAsync(offsets: readonly OffsetToCommit[] | null, callback: CommitCallback | null): void {
    this.enter('commitAsync');
    this.ensureGroup().userCommits.commitAsync(offsets, callback);
  }

  seek(partition: TopicPartition, offset: number): void {
    this.enter('seek');
    if (offset < 0)
      throw new ConsumerError('IllegalArgumentException', 'the offset to seek to is negative');
    const { metadata, subscriptions } = this.parts;
    this.onNetworkThread(() => {
      const leader = metadata.partition(partition.topic, partition.partition);
      subscriptions.get(partition).seek(offset, -1, leader);
    });
  }

  seekToBeginning(partitions: readonly TopicPartition[]): void {
    this.enter('seekToBeginning');
    this.forEachState(partitions, (state) => state.requestReset({ type: 'earliest' }));
  }

  seekToEnd(partitions: readonly TopicPartition[]): void {
    this.enter('seekToEnd');
    this.forEachState(partitions, (state) => state.requestReset({ type: 'latest' }));
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.enter('pause');
    this.forEachState(partitions, (state) => (state.isPaused = true));
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.enter('resume');
    this.forEachState(partitions, (state) => (state.isPaused = false));
  }

  position(partition: TopicPartition): number | null {
    return this.parts.subscriptions.get(partition).positionOffset;
  }

  assignment(): readonly TopicPartition[] {
    return this.parts.subscriptions.assigned.map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Does nothing: the coordinator decides when a group rebalances. */
  enforceRebalance(): void {
    this.enter('enforceRebalance');
  }

  close(onDone: (error: ConsumerError | null) => void, options: CloseOptions): void {
    this.parts.thread.ensureFree('close');
    if (this.isClosed || this.isClosing) return onDone(null);
    this.isClosing = true;
    this.parts.thread.start('close', this.closeBody(options), onDone);
  }

  private *unsubscribeBody(): Blocking<void> {
    const { config, subscriptions, timers } = this.parts;
    this.pollLoop.fetcher.buffer.retain(() => false);
    const deadline = new Deadline(timers, config.defaultApiTimeoutMs * 1000);
    const future = new RequestFuture<void>();
    this.networkThread.submitUntil(deadline.atUs, future, () => {
      if (this.group !== null) return follow(this.group.membership.leaveGroup(), future);
      subscriptions.unsubscribe();
      future.complete(undefined);
    });
    try {
      yield* this.awaitWithEvents(future, deadline);
    } catch (error) {
      if (!(error instanceof ConsumerError) || error.name !== 'TimeoutException') throw error;
    }
    this.events.lastEpoch = -1;
  }

  private *awaitWithEvents(future: RequestFuture<void>, deadline: Deadline): Blocking<void> {
    do {
      let hadEvents = false;
      try {
        hadEvents = yield* this.processor.process(true);
      } catch (error) {
        if (!(error instanceof ConsumerError) || !isAuthorizationError(error)) throw error;
      }
      if (!future.isDone && !hadEvents) {
        const round = new Deadline(this.parts.timers, EVENT_WAIT_US);
        while (!future.isDone && !round.isExpired) {
          this.parts.thread.beginNetworkWait(this.parts.timers.nowUs + round.remainingUs);
          yield;
          round.update();
        }
      }
      if (future.isDone) {
        if (future.error !== null) throw future.error;
        return;
      }
      deadline.update();
    } while (!deadline.isExpired);
    throw timedOut('the consumer could not unsubscribe in time');
  }

  private *closeBody({ timeoutMs, membership }: CloseOptions): Blocking<void> {
    const { config, timers } = this.parts;
    const deadline = new Deadline(timers, Math.min(timeoutMs, config.requestTimeoutMs) * 1000);
    const { group, userCommits } = this;
    let failure: ConsumerError | null = null;
    const onError = (error: ConsumerError): void => void (failure ??= error);
    if (group !== null && userCommits !== null) {
      yield* attempt(this.commitOnClose(group, userCommits, deadline), onError);
      this.networkThread.submit(() => group.coordinators.signalClose());
      yield* attempt(this.callListenerOnClose(group), onError);
      yield* attempt(this.leaveOnClose(group, membership, deadline), onError);
      yield* attempt(userCommits.awaitAsyncCommits(deadline), onError);
    }
    yield* this.networkThread.close(new Deadline(timers, deadline.remainingUs));
    this.processor.failAll();
    this.pollLoop.fetcher.buffer.retain(() => false);
    this.isClosed = true;
    if (failure !== null) {
      throw new ConsumerError('KafkaException', 'the consumer did not close cleanly', false, {
        cause: failure,
      });
    }
  }

  private *commitOnClose(
    group: GroupManagers,
    userCommits: UserCommits,
    deadline: Deadline,
  ): Blocking<void> {
    if (this.parts.config.enableAutoCommit) {
      const own = new Deadline(this.parts.timers, deadline.remainingUs);
      // A commit that fails does not keep the consumer from closing.
      yield* attempt(userCommits.commitSync(null, own, true), () => undefined);
      deadline.update();
    }
    this.networkThread.submit(() => group.commits.signalClose());
  }

  private *callListenerOnClose({ membership }: GroupManagers): Blocking<void> {
    const dropped = sortedPartitions(membership.assignmentSnapshot);
    if (dropped.length === 0) return;
    yield* this.processor.invoke(this.events.lastEpoch > 0 ? 'revoked' : 'lost', dropped);
  }

  private *leaveOnClose(
    { membership }: GroupManagers,
    operation: CloseOptions['membership'],
    deadline: Deadline,
  ): Blocking<void> {
    const future = new RequestFuture<void>();
    this.networkThread.submitUntil(deadline.atUs, future, () =>
      follow(membership.leaveGroupOnClose(operation), future),
    );
    // A coordinator that does not answer in time is left alone.
    yield* attempt(awaitFuture(this.parts.thread, future, deadline), () => undefined);
    deadline.update();
  }

  private forEachState(
    partitions: readonly TopicPartition[],
    change: (state: ReturnType<SubscriptionState['get']>) => void,
  ): void {
    const { subscriptions } = this.parts;
    this.onNetworkThread(() => {
      for (const partition of partitions) change(subscriptions.get(partition));
    });
  }

  /** Runs something on the network thread, and throws here what it throws there. */
  private onNetworkThread(task: () => void): void {
    let failure: ConsumerError | null = null as ConsumerError | null;
    this.networkThread.submit(() => {
      try {
        task();
      } catch (error) {
        if (!(error instanceof ConsumerError)) throw error;
        failure = error;
      }
    });
    if (failure !== null) throw failure;
  }

  private onMetadata(): void {
    const { metadata, subscriptions } = this.parts;
    metadata.setTopics(subscriptions.metadataTopics);
    const { membership } = this.group ?? {};
    const isWaiting =
      membership?.record.state === 'RECONCILING' && membership.reconciler.isWaitingForTopics;
    // New topics may complete an assignment.
    if (isWaiting && !this.parts.thread.isBusy) this.networkThread.run();
  }

  private enter(name: string): void {
    this.parts.thread.ensureFree(name);
    if (this.isClosed) throw illegalState(`${name} called on a closed consumer`);
  }

  private ensureGroup(): { readonly group: GroupManagers; readonly userCommits: UserCommits } {
    const { group, userCommits } = this;
    if (group !== null && userCommits !== null) return { group, userCommits };
    throw new ConsumerError('InvalidGroupIdException', 'groups and commits need a group.id');
  }
}

/** Runs a piece of closing; its error does not keep the others from running. */
function* attempt(body: Blocking<void>, onError: (error: ConsumerError) => void): Blocking<void> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof ConsumerError)) throw error;
    onError(error);
  }
}

function isAuthorizationError({ name }: ConsumerError): boolean {
  return name === 'GroupAuthorizationException' || name === 'TopicAuthorizationException';
}

/**
 * A random UUID in Kafka. Here its characters come from the consumer's own random numbers, so that
 * a run can be repeated.
 */
function newMemberId({ clientId }: ConsumerConfig, random: RandomStream | null): string {
  if (random === null) return clientId;
  const part = (): string => random.uint32().toString(16).padStart(8, '0');
  return `${part()}${part()}${part()}${part()}`;
}
