import type { ConsumerGroupHeartbeatResponse } from '../../../protocol/responses.ts';
import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { MembershipOperation } from '../consumerCoordinator.ts';
import { RequestFuture } from '../requestFuture.ts';
import { sortedPartitions } from '../sortedPartitions.ts';
import type { AssignmentReconciler } from './assignmentReconciler.ts';
import type { AsyncParts } from './asyncParts.ts';
import { nextAssignment, NO_ASSIGNMENT } from './localAssignment.ts';
import type { MemberRecord } from './memberRecord.ts';
import type { RequestManager } from './networkThread.ts';
import type { RebalanceEvents } from './rebalanceEvents.ts';

/** Epochs with which a member leaves: for good, or to be back before its session ends. */
const LEAVE_EPOCH = -1;
const STATIC_LEAVE_EPOCH = -2;

/**
 * The membership of a consumer in its group. Mirrors `AbstractMembershipManager` and
 * `ConsumerMembershipManager`; see `ConsumerMemberState` for the states.
 */
export class MembershipManager implements RequestManager {
  readonly record: MemberRecord;
  readonly reconciler: AssignmentReconciler;
  /** The partitions of the group, as the application's thread knows them for close. */
  assignmentSnapshot: readonly TopicPartition[] = [];
  private readonly parts: AsyncParts;
  private readonly events: RebalanceEvents;
  private leaveOperation: MembershipOperation = 'DEFAULT';
  private leaving: RequestFuture<void> | null = null;
  private staleRelease: RequestFuture<void> | null = null;
  private isSubscriptionUpdated = false;
  private isPollTimerExpired = false;

  constructor(
    parts: AsyncParts,
    record: MemberRecord,
    reconciler: AssignmentReconciler,
    events: RebalanceEvents,
  ) {
    this.parts = parts;
    this.record = record;
    this.reconciler = reconciler;
    this.events = events;
  }

  // ---- for the heartbeats

  get shouldHeartbeatNow(): boolean {
    const { state } = this.record;
    return state === 'ACKNOWLEDGING' || state === 'LEAVING' || state === 'JOINING';
  }

  get shouldSkipHeartbeat(): boolean {
    return this.record.isNotInGroup;
  }

  /** A dynamic member that is to remain in the group does not count as leaving. */
  get isLeavingGroup(): boolean {
    if (this.isToRemain) return false;
    const { state } = this.record;
    return state === 'PREPARE_LEAVING' || state === 'LEAVING';
  }

  /** True if the last heartbeat is due, whatever else is in flight. */
  get shouldSendLeaveNow(): boolean {
    return !this.isToRemain && this.record.state === 'LEAVING';
  }

  poll(): number {
    this.reconciler.maybeReconcile(false);
    return Infinity;
  }

  onHeartbeatSuccess(response: ConsumerGroupHeartbeatResponse): void {
    const { record } = this;
    const { state } = record;
    const { memberEpoch, assignment } = response;
    if (state === 'LEAVING') return;
    if (state === 'UNSUBSCRIBED' && memberEpoch < 0 && this.completeLeaving()) return;
    if (record.isNotInGroup) return;
    if (memberEpoch < 0) {
      this.completeLeaving();
      return;
    }
    record.setEpoch(memberEpoch);
    if (assignment === null || !record.canTakeAssignment) return;
    record.target = nextAssignment(record.target, sortedPartitions(assignment));
    if (!record.isTargetReconciled) record.transitionTo('RECONCILING');
    else if (state === 'RECONCILING' || state === 'JOINING') record.transitionTo('STABLE');
  }

  onHeartbeatFailure(): void {
    if (this.record.state === 'UNSUBSCRIBED') this.completeLeaving();
  }

  onHeartbeatSent(): void {
    const { record } = this;
    if (record.state === 'ACKNOWLEDGING')
      record.transitionTo(record.isTargetReconciled ? 'STABLE' : 'RECONCILING');
    else if (record.state === 'LEAVING') {
      if (this.isPollTimerExpired) this.becomeStale();
      else record.transitionTo('UNSUBSCRIBED');
    }
  }

  /** No heartbeat can be sent: a member that leaves does so without telling. */
  onHeartbeatSkipped(): void {
    if (this.record.state !== 'LEAVING') return;
    this.record.transitionTo('UNSUBSCRIBED');
    this.completeLeaving();
  }

  // ---- for the application

  onSubscriptionUpdated(): void {
    this.isSubscriptionUpdated = true;
  }

  onConsumerPoll(): void {
    if (!this.isSubscriptionUpdated) return;
    this.isSubscriptionUpdated = false;
    if (this.record.state === 'UNSUBSCRIBED') this.join();
  }

  /** A poll has come after max.poll.interval.ms. */
  maybeRejoinStaleMember(): void {
    this.isPollTimerExpired = false;
    if (this.record.state !== 'STALE') return;
    this.staleRelease!.onDone(() => this.join());
  }

  leaveGroupOnClose(operation: MembershipOperation): RequestFuture<void> {
    this.leaveOperation = operation;
    return this.leaveGroup(false);
  }

  /** Settled when the coordinator has answered, or cannot be told. */
  leaveGroup(runCallbacks = true): RequestFuture<void> {
    const { record } = this;
    if (record.isNotInGroup) {
      if (record.state === 'FENCED') {
        this.clearAssignment();
        record.transitionTo('UNSUBSCRIBED');
      }
      this.parts.subscriptions.unsubscribe();
      this.assignmentSnapshot = [];
      return completed();
    }
    if (record.state === 'PREPARE_LEAVING' || record.state === 'LEAVING') return this.leaving!;
    record.transitionTo('PREPARE_LEAVING');
    const leaving = new RequestFuture<void>();
    this.leaving = leaving;
    if (runCallbacks) this.releaseAssignment().onDone(() => this.clearAssignmentAndLeave());
    else this.clearAssignmentAndLeave();
    return leaving;
  }

  // ---- what can end a membership

  /** The member leaves: the next heartbeat says so. */
  startLeaving(isPollTimerExpired: boolean): void {
    const { record } = this;
    if (record.state === 'FATAL' || record.state === 'UNSUBSCRIBED') return;
    if (isPollTimerExpired) {
      this.isPollTimerExpired = true;
      record.transitionTo('PREPARE_LEAVING');
    }
    record.setEpoch(this.leaveEpoch);
    record.current = NO_ASSIGNMENT;
    record.transitionTo('LEAVING');
  }

  /** The coordinator has removed the member. */
  becomeFenced(): void {
    const { record } = this;
    if (record.state === 'PREPARE_LEAVING') {
      this.startLeaving(false);
      record.transitionTo('UNSUBSCRIBED');
      this.completeLeaving();
      return;
    }
    if (record.state === 'LEAVING') {
      record.transitionTo('UNSUBSCRIBED');
      this.completeLeaving();
      return;
    }
    if (record.state === 'UNSUBSCRIBED') return;
    record.transitionTo('FENCED');
    record.resetEpoch();
    this.losePartitions().onDone(() => {
      this.clearAssignment();
      if (record.state === 'FENCED') this.join();
    });
  }

  /** An error that heartbeats cannot mend. */
  becomeFatal(): void {
    const { record } = this;
    const before = record.state;
    record.transitionTo('FATAL');
    record.onEpoch(null);
    if (before === 'UNSUBSCRIBED' && this.completeLeaving()) return;
    if (before === 'LEAVING' || before === 'PREPARE_LEAVING') {
      this.completeLeaving();
      return;
    }
    this.losePartitions().onDone(() => this.clearAssignment());
  }

  private becomeStale(): void {
    this.record.transitionTo('STALE');
    this.staleRelease = this.losePartitions();
    this.staleRelease.onDone(() => this.clearAssignment());
  }

  private get isToRemain(): boolean {
    return this.leaveOperation === 'REMAIN_IN_GROUP' && this.parts.config.groupInstanceId === null;
  }

  private get leaveEpoch(): number {
    if (this.leaveOperation === 'LEAVE_GROUP') return LEAVE_EPOCH;
    return this.parts.config.groupInstanceId === null ? LEAVE_EPOCH : STATIC_LEAVE_EPOCH;
  }

  private join(): void {
    const { record } = this;
    if (record.state === 'FATAL') return;
    this.reconciler.onRejoin();
    record.resetEpoch();
    record.transitionTo('JOINING');
    this.clearTarget();
  }

  private releaseAssignment(): RequestFuture<void> {
    const owned = sortedPartitions(this.parts.subscriptions.assigned);
    if (owned.length === 0) return completed();
    return this.record.epoch > 0
      ? this.reconciler.revoke(owned)
      : this.events.removed('lost', owned);
  }

  private losePartitions(): RequestFuture<void> {
    const owned = sortedPartitions(this.parts.subscriptions.assigned);
    this.reconciler.markPendingRevocation(owned);
    return this.events.removed('lost', owned);
  }

  private clearAssignmentAndLeave(): void {
    this.parts.subscriptions.unsubscribe();
    this.clearAssignment();
    this.startLeaving(false);
  }

  private clearAssignment(): void {
    const { subscriptions } = this.parts;
    if (subscriptions.hasAutoAssignedPartitions) {
      subscriptions.assignFromSubscribed([]);
      this.assignmentSnapshot = [];
    }
    this.record.current = NO_ASSIGNMENT;
    this.clearTarget();
  }

  private clearTarget(): void {
    this.record.target = NO_ASSIGNMENT;
    this.reconciler.forgetTopics();
  }

  private completeLeaving(): boolean {
    const { leaving } = this;
    if (leaving === null) return false;
    this.leaving = null;
    leaving.complete(undefined);
    return true;
  }
}

function completed(): RequestFuture<void> {
  const future = new RequestFuture<void>();
  future.complete(undefined);
  return future;
}
