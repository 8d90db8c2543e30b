import type { Blocking } from '../applicationThread.ts';
import { illegalState } from '../consumerError.ts';
import type { Deadline } from '../deadline.ts';
import { Fetcher } from '../fetcher.ts';
import type { PolledPartition } from '../fetchCollector.ts';
import { FetchCollector, NOTHING_POLLED } from '../fetchCollector.ts';
import { AppPoll } from './appPoll.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { BackgroundEventProcessor } from './backgroundEventProcessor.ts';
import { FetchRequestManager } from './fetchRequestManager.ts';
import type { GroupManagers } from './groupManagers.ts';
import type { NetworkThread } from './networkThread.ts';
import { OffsetsRequestManager } from './offsetsRequestManager.ts';
import type { RebalanceEvents } from './rebalanceEvents.ts';
import type { UserCommits } from './userCommits.ts';

/** The poll of an asynchronous consumer: it lets the network thread work, and takes records. */
export class PollLoop {
  readonly offsets: OffsetsRequestManager;
  readonly fetches: FetchRequestManager;
  readonly fetcher: Fetcher;
  private readonly parts: AsyncParts;
  private readonly networkThread: NetworkThread;
  private readonly events: RebalanceEvents;
  private readonly processor: BackgroundEventProcessor;
  /** null: no group.id. */
  private readonly group: GroupManagers | null;
  private readonly userCommits: UserCommits | null;
  private readonly collector: FetchCollector;
  private appPoll: AppPoll | null = null;

  constructor(
    parts: AsyncParts,
    networkThread: NetworkThread,
    events: RebalanceEvents,
    processor: BackgroundEventProcessor,
    group: GroupManagers | null,
    userCommits: UserCommits | null,
  ) {
    this.parts = parts;
    this.networkThread = networkThread;
    this.events = events;
    this.processor = processor;
    this.group = group;
    this.userCommits = userCommits;
    this.fetcher = new Fetcher(parts);
    this.fetches = new FetchRequestManager(this.fetcher);
    this.offsets = new OffsetsRequestManager(parts, group?.committed ?? null);
    this.collector = new FetchCollector(
      this.fetcher.buffer,
      parts.subscriptions,
      parts.metadata,
      parts.config.maxPollRecords,
      parts.observer,
    );
  }

  *poll(deadline: Deadline): Blocking<readonly PolledPartition[]> {
    if (this.parts.subscriptions.isNone)
      throw illegalState('the consumer is neither subscribed nor assigned to anything');
    let isFirst = true;
    do {
      yield* this.checkAppPoll(deadline, isFirst);
      isFirst = false;
      let polled = this.collector.collect();
      if (polled.length === 0) {
        const waitUs = this.pollWaitUs(deadline);
        if (waitUs > 0 && this.fetcher.buffer.peek() === null && this.events.isEmpty) {
          this.parts.thread.beginNetworkWait(this.parts.timers.nowUs + waitUs);
          yield;
        }
        deadline.update();
        polled = this.collector.collect();
      }
      if (polled.length > 0) {
        // The next fetch travels while the application works on these records.
        this.networkThread.submit(() => void this.fetches.createFetchRequests());
        return polled;
      }
    } while (!deadline.isExpired);
    return NOTHING_POLLED;
  }

  /** Lets the network thread know of the poll, and runs what it wants to be run. */
  private *checkAppPoll(deadline: Deadline, isFirst: boolean): Blocking<void> {
    if (isFirst && this.appPoll !== null) this.clearPreviousAppPoll(this.appPoll);
    let isNew = false;
    if (this.appPoll === null) {
      const appPoll = new AppPoll(deadline.atUs);
      this.appPoll = appPoll;
      isNew = true;
      this.networkThread.submit(() => this.onAppPoll(appPoll));
    }
    try {
      this.userCommits?.executeCallbacks();
      yield* this.processor.process(false);
    } catch (error) {
      this.appPoll = null;
      throw error;
    } finally {
      deadline.update();
    }
    this.clearCurrentAppPoll(isNew);
  }

  private clearPreviousAppPoll(appPoll: AppPoll): void {
    if (appPoll.isComplete) {
      if (appPoll.error !== null) {
        this.appPoll = null;
        throw appPoll.error;
      }
      if (this.fetcher.buffer.peek() === null) this.appPoll = null;
    } else if (this.parts.timers.nowUs >= appPoll.deadlineUs) this.appPoll = null;
  }

  private clearCurrentAppPoll(isNew: boolean): void {
    const { appPoll } = this;
    if (appPoll === null) return;
    if (appPoll.isComplete) {
      this.appPoll = null;
      if (appPoll.error !== null) throw appPoll.error;
    } else if (!isNew && this.parts.timers.nowUs >= appPoll.deadlineUs) this.appPoll = null;
  }

  /** On the network thread. */
  private onAppPoll(appPoll: AppPoll): void {
    const { nowUs } = this.parts.timers;
    const { group } = this;
    if (group !== null) {
      group.membership.reconciler.maybeReconcile(true);
      group.commits.updateTimerAndMaybeCommit(nowUs);
      group.membership.onConsumerPoll();
      group.heartbeats.resetPollTimer(nowUs);
    }
    this.offsets.updateFetchPositions(appPoll.deadlineUs).onDone((error) => {
      if (error !== null) return appPoll.complete(error);
      this.fetches.createFetchRequests().onDone(() => appPoll.complete(null));
    });
  }

  /**
   * How long a poll may wait for records. Kafka's poll spins where this one waits for the retry
   * backoff or for the network thread to do something.
   */
  private pollWaitUs(deadline: Deadline): number {
    const retryBackoffUs = Math.max(1000, this.parts.config.retryBackoffMs * 1000);
    let waitUs = this.group === null ? Infinity : this.networkThread.maximumTimeToWaitUs;
    if (waitUs < 1000 || !this.parts.subscriptions.hasAllFetchPositions())
      waitUs = Math.min(Math.max(waitUs, retryBackoffUs), retryBackoffUs);
    return Math.min(waitUs, deadline.remainingUs);
  }
}
