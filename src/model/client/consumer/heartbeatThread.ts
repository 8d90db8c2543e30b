import type { EventHandle } from '../../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../../sim/process.ts';
import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { HeartbeatRequest } from '../../protocol/requests.ts';
import type { HeartbeatResponse } from '../../protocol/responses.ts';
import type { ApplicationThread } from './applicationThread.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { ConsumerError } from './consumerError.ts';
import { exceptionOf } from './consumerError.ts';
import type { ConsumerNetwork } from './consumerNetwork.ts';
import type { ConsumerParts } from './consumerParts.ts';
import type { CoordinatorLookup } from './coordinatorLookup.ts';
import { isCoordinatorGone } from './coordinatorLookup.ts';
import { LEAST_WAIT_US } from './deadline.ts';
import type { Generation } from './generation.ts';
import type { GroupMembership } from './groupMembership.ts';
import type { Heartbeat } from './heartbeat.ts';

/** The coordinator does not count the member in any more. */
const MEMBERSHIP_ERRORS: readonly ErrorCode[] = [
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
];

/**
 * The background thread of a classic consumer: it heartbeats, finds a lost coordinator again, and
 * leaves the group when the application has not polled for max.poll.interval.ms. Mirrors
 * `AbstractCoordinator.HeartbeatThread`.
 *
 * A thread here is a turn: what the Java loop does until it waits. A turn is due when an answer has
 * arrived that nobody waits for, when one of the heartbeat's timers has expired, and, while no
 * coordinator is known, every retry.backoff.ms.
 *
 * Simplified: Kafka's thread looks every retry.backoff.ms; here a turn comes at the very moment.
 */
export class HeartbeatThread {
  /** max.poll.interval.ms has passed without a poll: leave the group. */
  onPollIntervalExpired: () => void = () => undefined;
  private readonly config: ConsumerConfig;
  private readonly timers: ProcessTimers;
  private readonly network: ConsumerNetwork;
  private readonly lookup: CoordinatorLookup;
  private readonly membership: GroupMembership;
  private readonly heartbeat: Heartbeat;
  private readonly application: ApplicationThread;
  private isStarted = false;
  private isOn = false;
  private failure: ConsumerError | null = null;
  private isInTurn = false;
  private lookupAtUs = Infinity;
  private timer: EventHandle = -1;
  private timerAtUs = Infinity;

  constructor(parts: ConsumerParts, heartbeat: Heartbeat) {
    this.config = parts.config;
    this.timers = parts.timers;
    this.network = parts.network;
    this.lookup = parts.lookup;
    this.membership = parts.membership;
    this.heartbeat = heartbeat;
    this.application = parts.thread;
  }

  /** True while it heartbeats: from the answer to JoinGroup until the membership is lost. */
  get isEnabled(): boolean {
    return this.isOn;
  }

  /** Why it stopped for good; null: it has not. */
  get failureCause(): ConsumerError | null {
    return this.failure;
  }

  /** The first join starts it; it stays off until JoinGroup is answered. */
  startIfNeeded(): void {
    this.isStarted = true;
  }

  enable(): void {
    if (!this.isStarted) return;
    this.isOn = true;
    this.heartbeat.resetAll();
  }

  close(): void {
    this.isStarted = false;
    this.isOn = false;
    this.failure = null;
    this.timers.cancel(this.timer);
    this.timerAtUs = Infinity;
  }

  /**
   * The application polls. Throws what the thread died of, once; then the next join starts a new
   * one.
   */
  onPoll(nowUs: number): void {
    if (!this.isStarted) return;
    const { failure } = this;
    if (failure !== null) {
      this.close();
      throw failure;
    }
    this.heartbeat.onPoll(nowUs);
  }

  /** Has a turn if one is due. Called whenever the application's thread comes to rest. */
  settle(): void {
    if (!this.isOn || this.isInTurn) return;
    // The application holds the lock that both threads share; it calls again when it has let it go.
    if (this.lookup.isLocked) return;
    while (this.isTurnDue()) this.turn();
    if (this.isOn) this.armTimer();
  }

  private isTurnDue(): boolean {
    if (!this.isOn) return false;
    if (this.membership.hasNotJoined || this.failure !== null || this.network.hasArrivals)
      return true;
    return this.timers.nowUs >= this.nextTurnUs();
  }

  private nextTurnUs(): number {
    if (this.lookup.isKnown) {
      this.lookupAtUs = Infinity;
      return this.heartbeat.nextDueUs;
    }
    if (this.lookupAtUs === Infinity) this.lookupAtUs = this.afterBackoffUs();
    return this.lookupAtUs;
  }

  private afterBackoffUs(): number {
    return this.timers.nowUs + Math.max(this.config.retryBackoffMs * 1000, LEAST_WAIT_US);
  }

  private turn(): void {
    const { handledCount } = this.network;
    this.isInTurn = true;
    this.network.isBackgroundBusy = true;
    while (this.step());
    this.network.isBackgroundBusy = false;
    this.isInTurn = false;
    this.lookupAtUs = this.lookup.isKnown ? Infinity : this.afterBackoffUs();
    if (this.network.handledCount !== handledCount) this.application.wakeFromNetwork();
  }

  /** One pass of the thread's loop. False: it would wait now. */
  private step(): boolean {
    if (!this.isOn) return false;
    if (this.membership.hasNotJoined || this.failure !== null) {
      this.isOn = false;
      return false;
    }
    this.network.pollNow();
    if (this.lookup.isUnknown()) {
      if (this.lookup.isLookingUp) this.lookup.clearLookup();
      else this.lookup.lookup();
      return false;
    }
    if (this.heartbeat.isSessionExpired) {
      this.lookup.markUnknown(false);
    } else if (this.heartbeat.isPollIntervalExpired) {
      if (this.application.isWaitingInPoll) this.heartbeat.onPoll(this.timers.nowUs);
      else this.onPollIntervalExpired();
    } else if (this.heartbeat.isHeartbeatDue) {
      this.sendHeartbeat();
    } else {
      return false;
    }
    return true;
  }

  private sendHeartbeat(): void {
    const sent = this.membership.generation;
    const request: HeartbeatRequest = {
      api: 'Heartbeat',
      groupId: this.config.groupId!,
      generationId: sent.generationId,
      memberId: sent.memberId,
      groupInstanceId: this.config.groupInstanceId,
    };
    this.heartbeat.onSent();
    this.network.send(this.lookup.checkAndGet(), request, (response, error) => {
      if (response !== null) return this.onHeartbeatResponse(response, sent);
      if (error!.name === 'DisconnectException') this.lookup.markUnknown(true);
      this.heartbeat.onFailed();
    });
  }

  private onHeartbeatResponse({ error }: HeartbeatResponse, sent: Generation): void {
    const { membership } = this;
    if (error === 'NONE') {
      this.heartbeat.onReceived();
    } else if (error === 'REBALANCE_IN_PROGRESS') {
      if (membership.state === 'STABLE') membership.requestRejoin();
      this.heartbeat.onReceived();
    } else if (MEMBERSHIP_ERRORS.includes(error)) {
      // An answer to a heartbeat of an older generation says nothing about this one.
      if (!membership.isUnchangedSince(sent)) return this.heartbeat.onReceived();
      membership.resetOnError(error);
      if (error === 'FENCED_INSTANCE_ID') this.failure = exceptionOf(error);
      else this.heartbeat.onFailed();
    } else {
      if (isCoordinatorGone(error)) this.lookup.markUnknown(false);
      this.heartbeat.onFailed();
    }
  }

  /** One timer, moved only to an earlier time: the deadlines mostly move later. */
  private armTimer(): void {
    const dueUs = this.nextTurnUs();
    if (this.timerAtUs <= dueUs) return;
    if (this.timerAtUs < Infinity) this.timers.cancel(this.timer);
    this.timerAtUs = dueUs;
    this.timer = this.timers.schedule(Math.max(0, dueUs - this.timers.nowUs), onTimer, this);
  }

  /** For the timer. */
  onTimer(): void {
    this.timerAtUs = Infinity;
    this.settle();
  }
}

function onTimer(thread: HeartbeatThread): void {
  thread.onTimer();
}
