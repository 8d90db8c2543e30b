import type { RandomStream } from '../../../sim/randomStream.ts';
import type { ProcessTimers } from '../../../sim/process.ts';
import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { BrokerConnections } from '../brokerConnections.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { Blocking } from './applicationThread.ts';
import { ApplicationThread } from './applicationThread.ts';
import { CommittedOffsetFetcher } from './committedOffsetFetcher.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { CloseOptions, ConsumerDelegate, PollOutcome } from './consumerDelegate.ts';
import { ConsumerCoordinator } from './consumerCoordinator.ts';
import { ConsumerError, illegalState, timedOut } from './consumerError.ts';
import { ConsumerNetwork } from './consumerNetwork.ts';
import type { ConsumerObserver } from './consumerObserver.ts';
import type { ConsumerParts } from './consumerParts.ts';
import { CoordinatorLookup } from './coordinatorLookup.ts';
import { Deadline, LEAST_WAIT_US } from './deadline.ts';
import { Fetcher } from './fetcher.ts';
import type { PolledPartition } from './fetchCollector.ts';
import { FetchCollector, NOTHING_POLLED } from './fetchCollector.ts';
import type { Generation } from './generation.ts';
import { GroupMembership } from './groupMembership.ts';
import type { MemberState } from './groupMembership.ts';
import type { CommitCallback } from './offsetCommitter.ts';
import { PositionResetter } from './positionResetter.ts';
import { PositionValidator } from './positionValidator.ts';
import type { RebalanceListener } from './rebalanceListener.ts';
import type { OffsetToCommit } from './subscriptionState.ts';
import { SubscriptionState } from './subscriptionState.ts';

/** What a consumer stands on. */
export interface ConsumerEnvironment {
  readonly timers: ProcessTimers;
  readonly connections: BrokerConnections;
  readonly metadata: ClientMetadata;
  /** For the jitter of backoffs; null: no jitter. */
  readonly random: RandomStream | null;
  /** null: nobody listens. */
  readonly observer: ConsumerObserver | null;
}

/** The state of a consumer as a white-box test sees it. */
export interface ConsumerSnapshot {
  readonly state: MemberState;
  readonly generation: Generation;
  readonly isCoordinatorKnown: boolean;
  /** Only the flag: what the next poll will find out is not in it. */
  readonly isRejoinNeeded: boolean;
  readonly areHeartbeatsEnabled: boolean;
  readonly heartbeatFailure: ConsumerError | null;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    /** null: none yet. */
    readonly position: number | null;
    readonly isFetchable: boolean;
    readonly isPendingRevocation: boolean;
    readonly isPaused: boolean;
  }[];
}

/**
 * A consumer with the classic group protocol. Mirrors `ClassicKafkaConsumer`.
 *
 * Simplified: wakeup(), interceptors, deserialization and metrics are left out.
 */
export class ClassicKafkaConsumer implements ConsumerDelegate {
  private readonly parts: ConsumerParts;
  private readonly coordinator: ConsumerCoordinator;
  private readonly committedOffsets: CommittedOffsetFetcher;
  private readonly fetcher: Fetcher;
  private readonly collector: FetchCollector;
  private readonly resetter: PositionResetter;
  private readonly validator: PositionValidator;
  /** One poll waits at a time. */
  private readonly fetchWait: Deadline;
  private hasAllPositions = false;
  private isClosing = false;
  private isClosed = false;

  constructor(config: ConsumerConfig, environment: ConsumerEnvironment) {
    const { timers, connections, metadata, random, observer } = environment;
    const thread = new ApplicationThread(timers);
    // Topics that nobody asks for any more are forgotten with the next update, not before.
    metadata.onUpdate(() => metadata.setTopics(this.parts.subscriptions.metadataTopics));
    const network = new ConsumerNetwork(timers, connections, metadata, thread, config);
    const backoff = new ExponentialBackoff(config.retryBackoffMs, config.retryBackoffMaxMs, random);
    const lookup = new CoordinatorLookup(config.groupId ?? '', timers, network, thread, backoff);
    const subscriptions = new SubscriptionState(config.autoOffsetReset);
    const membership = new GroupMembership();
    this.parts = {
      config,
      timers,
      metadata,
      network,
      thread,
      lookup,
      membership,
      subscriptions,
      backoff,
      observer,
    };
    this.coordinator = new ConsumerCoordinator(this.parts);
    this.committedOffsets = new CommittedOffsetFetcher(this.parts);
    this.fetcher = new Fetcher(this.parts);
    this.collector = new FetchCollector(
      this.fetcher.buffer,
      subscriptions,
      metadata,
      config.maxPollRecords,
      observer,
    );
    this.resetter = new PositionResetter(this.parts);
    this.validator = new PositionValidator(this.parts);
    this.fetchWait = new Deadline(timers, 0);
    const settle = (): void => this.coordinator.heartbeatThread.settle();
    thread.onIdle = settle;
    network.onArrival = settle;
    metadata.requestUpdate();
  }

  /** What the consumer knows at this moment, for tests and invariants. */
  inspect(): ConsumerSnapshot {
    const { lookup, membership, subscriptions } = this.parts;
    const { heartbeatThread } = this.coordinator;
    return {
      state: membership.state,
      generation: membership.generation,
      isCoordinatorKnown: lookup.isKnown,
      isRejoinNeeded: membership.rejoinNeeded,
      areHeartbeatsEnabled: heartbeatThread.isEnabled,
      heartbeatFailure: heartbeatThread.failureCause,
      partitions: subscriptions.assigned.map((state) => ({
        topic: state.topic,
        partition: state.partition,
        position: state.positionOffset,
        isFetchable: subscriptions.isFetchable(state),
        isPendingRevocation: state.isPendingRevocation,
        isPaused: state.isPaused,
      })),
    };
  }

  subscribe(topics: readonly string[], listener: RebalanceListener | null): void {
    this.enter('subscribe');
    if (topics.length === 0)
      throw illegalState('subscribe needs topics; to end a subscription, unsubscribe');
    this.ensureGroup();
    const { metadata, subscriptions } = this.parts;
    const wanted = new Set(topics);
    this.fetcher.buffer.retain(
      (topic, partition) => wanted.has(topic) && subscriptions.find(topic, partition) !== null,
    );
    if (!subscriptions.subscribe(wanted, listener)) return;
    subscriptions.requestMetadata(metadata);
  }

  assign(partitions: readonly TopicPartition[]): void {
    this.enter('assign');
    const { metadata, subscriptions, timers } = this.parts;
    this.fetcher.buffer.retain((topic, partition) =>
      partitions.some((one) => one.partition === partition && one.topic === topic),
    );
    if (this.parts.config.groupId !== null) this.coordinator.commits.maybeAutoCommit(timers.nowUs);
    if (!subscriptions.assignFromUser(partitions)) return;
    subscriptions.requestMetadata(metadata);
  }

  unsubscribe(onDone: (error: ConsumerError | null) => void): void {
    this.enter('unsubscribe');
    this.parts.thread.start('unsubscribe', this.unsubscribeBody(), onDone);
  }

  poll(timeoutMs: number, onDone: (outcome: PollOutcome) => void): void {
    this.enter('poll');
    const deadline = new Deadline(this.parts.timers, timeoutMs * 1000);
    this.parts.thread.start('poll', this.pollBody(deadline), (error, partitions) =>
      onDone({ error, partitions: partitions ?? NOTHING_POLLED }),
    );
  }

  commitSync(
    offsets: readonly OffsetToCommit[] | null,
    onDone: (error: ConsumerError | null) => void,
    timeoutMs: number,
  ): void {
    this.enter('commitSync');
    this.ensureGroup();
    const { subscriptions, thread, timers } = this.parts;
    const wanted = offsets ?? subscriptions.allConsumed();
    const deadline = new Deadline(timers, timeoutMs * 1000);
    const body = this.coordinator.commits.commitSync(wanted, deadline);
    thread.start('commitSync', body, (error, isCommitted) => {
      if (error !== null || isCommitted === true) return onDone(error);
      onDone(timedOut(`the offsets could not be committed within ${timeoutMs} ms`));
    });
  }

  commitAsync(offsets: readonly OffsetToCommit[] | null, callback: CommitCallback | null): void {
    this.enter('commitAsync');
    this.ensureGroup();
    this.coordinator.commits.commitAsync(
      offsets ?? this.parts.subscriptions.allConsumed(),
      callback,
    );
    this.coordinator.heartbeatThread.settle();
  }

  seek(partition: TopicPartition, offset: number): void {
    this.enter('seek');
    if (offset < 0)
      throw new ConsumerError('IllegalArgumentException', 'the offset to seek to is negative');
    const leader = this.parts.metadata.partition(partition.topic, partition.partition);
    this.parts.subscriptions.get(partition).seek(offset, -1, leader);
  }

  seekToBeginning(partitions: readonly TopicPartition[]): void {
    this.enter('seekToBeginning');
    for (const partition of partitions)
      this.parts.subscriptions.get(partition).requestReset({ type: 'earliest' });
  }

  seekToEnd(partitions: readonly TopicPartition[]): void {
    this.enter('seekToEnd');
    for (const partition of partitions)
      this.parts.subscriptions.get(partition).requestReset({ type: 'latest' });
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.enter('pause');
    for (const partition of partitions) this.parts.subscriptions.get(partition).isPaused = true;
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.enter('resume');
    for (const partition of partitions) this.parts.subscriptions.get(partition).isPaused = false;
  }

  position(partition: TopicPartition): number | null {
    return this.parts.subscriptions.get(partition).positionOffset;
  }

  assignment(): readonly TopicPartition[] {
    return this.parts.subscriptions.assigned.map(({ topic, partition }) => ({ topic, partition }));
  }

  enforceRebalance(): void {
    this.enter('enforceRebalance');
    this.ensureGroup();
    this.coordinator.enforceRebalance();
  }

  close(onDone: (error: ConsumerError | null) => void, options: CloseOptions): void {
    this.parts.thread.ensureFree('close');
    if (this.isClosed || this.isClosing) return onDone(null);
    this.isClosing = true;
    this.parts.thread.start('close', this.closeBody(options), onDone);
  }

  /**
   * What `poll` of Kafka's consumer does once a thread has it: rounds until there are records or
   * time is up.
   */
  private *pollBody(deadline: Deadline): Blocking<readonly PolledPartition[]> {
    const { config, network, subscriptions } = this.parts;
    if (subscriptions.isNone)
      throw illegalState('the consumer is neither subscribed nor assigned to anything');
    const { coordinator, validator } = this;
    const isInGroup = config.groupId !== null;
    do {
      const isReady =
        !isInGroup ||
        coordinator.pollNow(deadline) ||
        (!coordinator.isStillJoining(deadline) && (yield* coordinator.joinGroup(deadline)));
      if (isReady) {
        validator.validateIfNeeded();
        this.hasAllPositions = subscriptions.hasAllFetchPositions();
        if (!this.hasAllPositions) yield* this.initializePositions(deadline);
      }
      let polled = this.collector.collect();
      if (polled.length === 0) {
        const wait = this.startFetchWait(deadline);
        if (network.beginPoll(wait, this.fetcher, this.canOnlyWait())) yield;
        network.endPoll(wait);
        deadline.updateTo(wait.currentUs);
        polled = this.collector.collect();
      }
      if (polled.length > 0) {
        // The next fetch travels while the application works on these records.
        if (this.sendFetches() > 0 || network.hasPendingRequests) network.transmitSends();
        return polled;
      }
    } while (!deadline.isExpired);
    return NOTHING_POLLED;
  }

  /** Sends fetches. Returns how long the poll may wait for what they bring. */
  private startFetchWait(deadline: Deadline): Deadline {
    const { config } = this.parts;
    let waitUs = this.coordinator.commits.untilAutoCommitUs;
    if (!this.hasAllPositions) waitUs = Math.min(waitUs, config.retryBackoffMs * 1000);
    waitUs = Math.min(Math.max(waitUs, LEAST_WAIT_US), deadline.remainingUs);
    this.sendFetches();
    const { fetchWait } = this;
    fetchWait.restart(waitUs);
    return fetchWait;
  }

  /**
   * True if nothing is left to be tried: only an answer, or new metadata, can bring the poll
   * further.
   */
  private canOnlyWait(): boolean {
    return (
      this.hasAllPositions &&
      !this.fetcher.hasUnreachablePartitions &&
      !this.coordinator.isRejoinNeeded &&
      this.parts.lookup.isKnown
    );
  }

  private sendFetches(): number {
    this.validator.onMetadataChange();
    return this.fetcher.sendFetches();
  }

  /** Gives each partition a position: its committed offset, else by reset. */
  private *initializePositions(deadline: Deadline): Blocking<void> {
    const isInGroup = this.parts.config.groupId !== null;
    if (isInGroup && !(yield* this.committedOffsets.initializePositions(deadline))) return;
    this.parts.subscriptions.resetInitializingPositions();
    this.resetter.resetIfNeeded();
  }

  private *unsubscribeBody(): Blocking<void> {
    this.fetcher.buffer.retain(() => false);
    if (this.parts.config.groupId !== null) {
      yield* this.coordinator.onLeavePrepare();
      this.coordinator.leaveGroup('DEFAULT', 'the consumer unsubscribed');
    }
    this.parts.subscriptions.unsubscribe();
  }

  private *closeBody({ timeoutMs, membership }: CloseOptions): Blocking<void> {
    const { config, timers } = this.parts;
    const deadline = new Deadline(timers, Math.min(timeoutMs, config.requestTimeoutMs) * 1000);
    const startUs = timers.nowUs;
    let failure: ConsumerError | null = null;
    if (config.groupId !== null) {
      try {
        yield* this.coordinator.close(deadline, membership);
      } catch (error) {
        if (!(error instanceof ConsumerError)) throw error;
        failure = error;
      }
    }
    const remainingUs = Math.max(0, timeoutMs * 1000 - (deadline.currentUs - startUs));
    yield* this.endFetchSessions(
      new Deadline(timers, Math.min(remainingUs, config.requestTimeoutMs * 1000)),
    );
    this.isClosed = true;
    if (failure !== null) {
      throw new ConsumerError('KafkaException', 'the consumer did not close cleanly', false, {
        cause: failure,
      });
    }
  }

  private *endFetchSessions(deadline: Deadline): Blocking<void> {
    let unanswered = 0;
    unanswered += this.fetcher.endSessions(() => unanswered--);
    while (!deadline.isExpired && unanswered > 0) yield* this.parts.network.poll(deadline);
    this.fetcher.buffer.retain(() => false);
  }

  private enter(name: string): void {
    this.parts.thread.ensureFree(name);
    if (this.isClosed) throw illegalState(`${name} called on a closed consumer`);
  }

  private ensureGroup(): void {
    if (this.parts.config.groupId !== null) return;
    throw new ConsumerError('InvalidGroupIdException', 'groups and commits need a group.id');
  }
}
