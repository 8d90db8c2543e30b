import type { ConsumerGroupHeartbeatResponse } from '../../../protocol/responses.ts';
import type { ErrorCode } from '../../../protocol/errorCode.ts';
import type { ConnectionId } from '../../brokerConnections.ts';
import type { ConsumerError } from '../consumerError.ts';
import { exceptionOf } from '../consumerError.ts';
import { Deadline } from '../deadline.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { CoordinatorRequestManager } from './coordinatorRequestManager.ts';
import type { HeartbeatFields } from './heartbeatFields.ts';
import type { MembershipManager } from './membershipManager.ts';
import type { RequestManager } from './networkThread.ts';
import type { RebalanceEvents } from './rebalanceEvents.ts';
import { RequestState } from './requestState.ts';

/**
 * Sends ConsumerGroupHeartbeat: at once to join, acknowledge and leave, otherwise each interval
 * that the coordinator names; never while one is in flight, except to leave. Mirrors
 * `AbstractHeartbeatRequestManager` and `ConsumerHeartbeatRequestManager`. It also notices that the
 * application has not polled for max.poll.interval.ms, when the thread next looks.
 */
export class HeartbeatRequestManager implements RequestManager {
  private readonly parts: AsyncParts;
  private readonly coordinators: CoordinatorRequestManager;
  private readonly membership: MembershipManager;
  private readonly fields: HeartbeatFields;
  private readonly events: RebalanceEvents;
  private readonly requests: RequestState;
  private readonly pollTimer: Deadline;
  private readonly heartbeatTimer: Deadline;
  private intervalUs = 0;

  constructor(
    parts: AsyncParts,
    coordinators: CoordinatorRequestManager,
    membership: MembershipManager,
    fields: HeartbeatFields,
    events: RebalanceEvents,
  ) {
    this.parts = parts;
    this.coordinators = coordinators;
    this.membership = membership;
    this.fields = fields;
    this.events = events;
    this.requests = new RequestState(parts.timers, parts.backoff);
    this.pollTimer = new Deadline(parts.timers, parts.config.maxPollIntervalMs * 1000);
    this.heartbeatTimer = new Deadline(parts.timers, 0);
  }

  poll(): number {
    const { coordinators, membership, pollTimer } = this;
    const { coordinator } = coordinators;
    if (coordinator === null || membership.shouldSkipHeartbeat) {
      membership.onHeartbeatSkipped();
      const fatalError = coordinators.takeFatalError();
      if (fatalError !== null) this.events.raise(fatalError);
      return Infinity;
    }
    pollTimer.update();
    if (pollTimer.isExpired && !membership.isLeavingGroup) {
      membership.startLeaving(true);
      this.send(coordinator, true);
      this.requests.reset();
      this.fields.reset();
      return this.intervalUs;
    }
    const isDueNow =
      membership.shouldSendLeaveNow || (membership.shouldHeartbeatNow && !this.requests.isInFlight);
    this.heartbeatTimer.update();
    const isDue = this.heartbeatTimer.isExpired && this.requests.canSend();
    if (!isDue && !isDueNow) return this.untilNextUs;
    this.send(coordinator, false);
    return this.intervalUs;
  }

  pollOnClose(): void {
    const { coordinator } = this.coordinators;
    if (this.membership.isLeavingGroup && coordinator !== null) this.send(coordinator, true);
  }

  maximumTimeToWaitUs(): number {
    const { pollTimer, membership } = this;
    pollTimer.update();
    if (membership.record.state === 'UNSUBSCRIBED') return Infinity;
    if (pollTimer.isExpired || (membership.shouldHeartbeatNow && !this.requests.isInFlight))
      return 0;
    return Math.min(Math.floor(pollTimer.remainingUs / 2), this.untilNextUs);
  }

  /** The application polls. */
  resetPollTimer(nowUs: number): void {
    const { pollTimer } = this;
    pollTimer.updateTo(nowUs);
    if (pollTimer.isExpired) this.membership.maybeRejoinStaleMember();
    pollTimer.reset(this.parts.config.maxPollIntervalMs * 1000);
  }

  /**
   * When there will be something to do. While a heartbeat that is overdue is in flight, only its
   * answer and the poll timer can bring that about.
   */
  private get untilNextUs(): number {
    if (!this.heartbeatTimer.isExpired) return this.heartbeatTimer.remainingUs;
    const backoffUs = this.requests.remainingBackoffUs;
    if (backoffUs > 0 || !this.requests.isInFlight) return backoffUs;
    return this.pollTimer.isExpired ? Infinity : this.pollTimer.remainingUs;
  }

  private send(coordinator: ConnectionId, isAnswerIgnored: boolean): void {
    this.parts.network.send(coordinator, this.fields.build(), (response, error) => {
      if (isAnswerIgnored) return;
      if (response !== null) this.onResponse(response);
      else this.onFailure(error!);
    });
    this.requests.onSendAttempt();
    this.membership.onHeartbeatSent();
    this.heartbeatTimer.reset(this.intervalUs);
  }

  private onFailure(error: ConsumerError): void {
    this.onFailedAttempt();
    this.fields.reset();
    if (error.isRetriableException) this.coordinators.onRequestFailed(error);
    else this.fail(error);
    this.membership.onHeartbeatFailure();
  }

  private onResponse(response: ConsumerGroupHeartbeatResponse): void {
    if (response.error !== 'NONE') return this.onErrorResponse(response.error);
    const intervalUs = response.heartbeatIntervalMs * 1000;
    if (intervalUs !== this.intervalUs) {
      this.intervalUs = intervalUs;
      this.heartbeatTimer.restart(intervalUs);
    }
    this.requests.onSuccessfulAttempt();
    this.membership.onHeartbeatSuccess(response);
  }

  private onErrorResponse(error: ErrorCode): void {
    const { membership } = this;
    this.fields.reset();
    this.onFailedAttempt();
    switch (error) {
      case 'NOT_COORDINATOR':
      case 'COORDINATOR_NOT_AVAILABLE':
        this.coordinators.markUnknown();
        this.requests.reset();
        break;
      case 'COORDINATOR_LOAD_IN_PROGRESS':
        break;
      case 'TOPIC_AUTHORIZATION_FAILED':
        this.events.raise(exceptionOf(error));
        break;
      case 'FENCED_MEMBER_EPOCH':
      case 'UNKNOWN_MEMBER_ID':
        membership.becomeFenced();
        this.requests.reset();
        break;
      case 'GROUP_ID_NOT_FOUND':
        if (membership.record.state === 'UNSUBSCRIBED') membership.onHeartbeatSkipped();
        else this.fail(exceptionOf(error));
        break;
      default:
        this.fail(exceptionOf(error));
    }
    membership.onHeartbeatFailure();
  }

  private onFailedAttempt(): void {
    this.heartbeatTimer.reset(0);
    this.requests.onFailedAttempt();
  }

  private fail(error: ConsumerError): void {
    this.events.raise(error);
    this.membership.becomeFatal();
  }
}
