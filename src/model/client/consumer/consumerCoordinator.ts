import type { Assignor } from '../../assignor/assignor.ts';
import { newAssignor } from '../../assignor/newAssignor.ts';
import type { JoinGroupRequest, SyncGroupRequest } from '../../protocol/requests.ts';
import type { JoinGroupResponse } from '../../protocol/responses.ts';
import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { Blocking } from './applicationThread.ts';
import { ConsumerError } from './consumerError.ts';
import type { ConsumerParts } from './consumerParts.ts';
import { Deadline } from './deadline.ts';
import { GroupLeader } from './groupLeader.ts';
import { Heartbeat } from './heartbeat.ts';
import { HeartbeatThread } from './heartbeatThread.ts';
import type { JoinParticipant, SyncedPartitions } from './joinGroupClient.ts';
import { JoinGroupClient } from './joinGroupClient.ts';
import { OffsetCommitter } from './offsetCommitter.ts';
import { RebalanceNotifier } from './rebalanceNotifier.ts';
import type { RequestFuture } from './requestFuture.ts';
import { partitionsWithout, sortedPartitions } from './sortedPartitions.ts';
import { isSameSet } from './subscriptionState.ts';

/** What close() does with the membership (KIP-1092). DEFAULT: only dynamic members leave. */
export type MembershipOperation = 'DEFAULT' | 'LEAVE_GROUP' | 'REMAIN_IN_GROUP';

/** Errors after which a join is started again at once, without backoff. */
const REJOIN_AT_ONCE: readonly string[] = [
  'UnknownMemberIdException',
  'IllegalGenerationException',
  'RebalanceInProgressException',
  'MemberIdRequiredException',
];

/**
 * A classic consumer's membership as its poll drives it: joins, and around each join commits,
 * revokes and assigns. Mirrors `ConsumerCoordinator` and the join loop of `AbstractCoordinator`.
 *
 * The mode is the highest that all assignors support: EAGER gives everything back before each join;
 * COOPERATIVE keeps it, and joins once more after it has given back what the new assignment takes
 * away.
 *
 * Simplified: callbacks of the application cannot fail.
 */
export class ConsumerCoordinator implements JoinParticipant {
  readonly commits: OffsetCommitter;
  readonly heartbeatThread: HeartbeatThread;
  private readonly parts: ConsumerParts;
  private readonly heartbeat: Heartbeat;
  private readonly joins: JoinGroupClient;
  private readonly leader: GroupLeader;
  private readonly notifier: RebalanceNotifier;
  private readonly assignors: readonly Assignor[];
  private readonly isCooperative: boolean;
  /** The subscription that the last JoinGroup carried. Null: none was sent. */
  private joinedSubscription: ReadonlySet<string> | null = null;
  private joinPrepareDeadline: Deadline | null = null;
  private preJoinCommit: RequestFuture<void> | null = null;

  constructor(parts: ConsumerParts) {
    this.parts = parts;
    this.heartbeat = new Heartbeat(parts.config, parts.timers, parts.backoff);
    this.commits = new OffsetCommitter(parts);
    this.heartbeatThread = new HeartbeatThread(parts, this.heartbeat);
    this.joins = new JoinGroupClient(parts, this);
    this.leader = new GroupLeader(parts);
    this.notifier = new RebalanceNotifier(parts);
    this.assignors = parts.config.partitionAssignmentStrategy.map(newAssignor);
    this.isCooperative = this.assignors.every(({ supportedProtocols }) =>
      supportedProtocols.includes('COOPERATIVE'),
    );
    parts.lookup.onFound = () => this.heartbeat.resetSession();
    this.heartbeatThread.onPollIntervalExpired = () =>
      this.leaveGroup('DEFAULT', 'poll interval expired');
  }

  /**
   * What each poll does first: callbacks of commits, heartbeat, auto-commit. Returns false if the
   * member must find its coordinator or join: then `joinGroup` goes on.
   */
  pollNow(deadline: Deadline): boolean {
    const { lookup, network, subscriptions } = this.parts;
    this.leader.maybeUpdateSnapshot();
    this.commits.invokeCompletedCallbacks();
    if (subscriptions.hasAutoAssignedPartitions) {
      this.heartbeatThread.onPoll(deadline.currentUs);
      if (lookup.isUnknown() || this.isRejoinNeeded) return false;
    } else {
      network.pollNow();
    }
    this.commits.maybeAutoCommit(deadline.currentUs);
    return true;
  }

  /** True if nothing has come of the join under way: `joinGroup` would only cost time. */
  isStillJoining(deadline: Deadline): boolean {
    const { lookup, membership, network } = this.parts;
    if (!this.joins.isWaiting || membership.needsJoinPrepare || lookup.isUnknown()) return false;
    if (network.hasWork) return false;
    this.requestRejoinIfNeeded();
    this.heartbeatThread.startIfNeeded();
    deadline.update();
    return true;
  }

  /**
   * The rest of a poll that must find a coordinator or join. Returns false if the rebalance is
   * under way and the poll does not wait for it.
   */
  *joinGroup(deadline: Deadline): Blocking<boolean> {
    const { lookup, timers } = this.parts;
    if (lookup.isUnknown() && !(yield* lookup.ensureReady(deadline))) return false;
    if (this.requestRejoinIfNeeded() && !(yield* this.ensureActiveGroup(new Deadline(timers, 0)))) {
      deadline.update();
      return false;
    }
    this.commits.maybeAutoCommit(deadline.currentUs);
    return true;
  }

  /** True if the member must join, or is joining. */
  get isRejoinNeeded(): boolean {
    if (!this.parts.subscriptions.hasAutoAssignedPartitions) return false;
    return this.hasGroundsToRejoin() || this.parts.membership.rejoinNeeded || this.joins.isPending;
  }

  /** Asks for a rejoin if partition counts or the subscription have changed since the last one. */
  private requestRejoinIfNeeded(): boolean {
    const isNeeded = this.isRejoinNeeded;
    if (isNeeded && this.hasGroundsToRejoin()) this.parts.membership.requestRejoin();
    return isNeeded;
  }

  private hasGroundsToRejoin(): boolean {
    if (this.leader.hasMetadataChanged) return true;
    const { joinedSubscription } = this;
    return (
      joinedSubscription !== null &&
      !isSameSet(joinedSubscription, this.parts.subscriptions.subscription)
    );
  }

  /** The application wants a rebalance. */
  enforceRebalance(): void {
    this.parts.membership.requestRejoin();
  }

  /** Gives up the assignment: revoked, or lost if the membership is not intact. */
  *onLeavePrepare(): Blocking<void> {
    const { membership, subscriptions } = this.parts;
    const dropped = sortedPartitions(subscriptions.assigned);
    if (!subscriptions.hasAutoAssignedPartitions || dropped.length === 0) return;
    const { generationId, memberId } = membership.generation;
    if (generationId === -1 || memberId === '' || membership.isRebalancing)
      yield* this.notifier.lost(dropped);
    else yield* this.notifier.revoked(dropped);
    subscriptions.assignFromSubscribed([]);
  }

  /** Leaves the group if the operation says so, and forgets the membership. Does not wait. */
  leaveGroup(operation: MembershipOperation, reason: string): void {
    const { config, lookup, membership, network } = this.parts;
    const { memberId } = membership.generation;
    const mayLeave =
      operation === 'LEAVE_GROUP' || (operation === 'DEFAULT' && config.groupInstanceId === null);
    if (!lookup.isUnknown() && mayLeave && membership.state !== 'UNJOINED' && memberId !== '') {
      // As in Kafka the instance id is not told: the member id names even a static member.
      const members = [{ memberId, groupInstanceId: null, reason }];
      network.send(
        lookup.checkAndGet(),
        { api: 'LeaveGroup', groupId: config.groupId!, members },
        (_response, error) => {
          if (error !== null && error.name === 'DisconnectException') lookup.markUnknown(true);
        },
      );
      network.pollNow();
    }
    membership.resetAndRejoin(true);
  }

  /**
   * Commits if auto-commit is on, gives up the assignment, leaves, and waits for the coordinator.
   */
  *close(deadline: Deadline, operation: MembershipOperation): Blocking<void> {
    const { lookup, network } = this.parts;
    let failure: ConsumerError | null = null;
    try {
      yield* this.commits.autoCommitSync(deadline);
      while (this.commits.hasPendingAsyncCommits && !deadline.isExpired) {
        yield* lookup.ensureReady(deadline);
        yield* network.poll(deadline);
        this.commits.invokeCompletedCallbacks();
      }
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
      failure = error;
    }
    this.heartbeatThread.close();
    yield* this.onLeavePrepare();
    this.leaveGroup(operation, 'the consumer is closed');
    const coordinator = lookup.checkAndGet();
    if (coordinator >= 0) {
      while (network.hasPendingRequestsTo(coordinator) && !deadline.isExpired)
        yield* network.poll(deadline);
    }
    if (failure !== null) throw failure;
  }

  // ---- JoinParticipant

  joinProtocols(): JoinGroupRequest['protocols'] {
    const { membership, subscriptions } = this.parts;
    this.joinedSubscription = subscriptions.subscription;
    const topics = [...this.joinedSubscription].sort();
    const ownedPartitions = sortedPartitions(subscriptions.assigned);
    const { generationId } = membership.generation;
    return this.assignors.map((assignor) => ({
      name: assignor.name,
      metadata: {
        topics,
        ownedPartitions,
        generationId,
        rackId: null,
        userData: assignor.subscriptionUserData(topics),
      },
    }));
  }

  onLeaderElected(
    response: JoinGroupResponse,
    done: (assignments: SyncGroupRequest['assignments']) => void,
  ): void {
    this.leader.assign(this.assignorOf(response.protocolName), response, done);
  }

  onJoined(): void {
    this.heartbeatThread.enable();
  }

  // ---- the join loop

  private *ensureActiveGroup(deadline: Deadline): Blocking<boolean> {
    const { lookup } = this.parts;
    if (lookup.isUnknown() && !(yield* lookup.ensureReady(deadline))) return false;
    this.heartbeatThread.startIfNeeded();
    return yield* this.joinGroupIfNeeded(deadline);
  }

  private *joinGroupIfNeeded(deadline: Deadline): Blocking<boolean> {
    const { config, lookup, membership, network, thread } = this.parts;
    while (this.requestRejoinIfNeeded()) {
      if (lookup.isUnknown() && !(yield* lookup.ensureReady(deadline))) return false;
      if (membership.needsJoinPrepare) {
        membership.needsJoinPrepare = false;
        const { generationId, memberId } = membership.generation;
        if (!(yield* this.onJoinPrepare(deadline, generationId, memberId))) {
          membership.needsJoinPrepare = true;
          return false;
        }
      }
      const future = this.joins.initiate();
      do {
        if (network.beginPoll(deadline, future, false)) yield;
        network.endPoll(deadline);
      } while (!future.isDone && !deadline.isExpired);
      if (!future.isDone) return false;
      if (future.error === null) {
        yield* this.onJoinSucceeded(future.value);
        continue;
      }
      this.joins.reset();
      if (future.error.name !== 'MemberIdRequiredException') membership.requestRejoin();
      if (REJOIN_AT_ONCE.includes(future.error.name)) continue;
      if (!future.error.isRetriableException) throw future.error;
      if (deadline.isExpired) return false;
      yield* thread.sleep(Math.min(config.retryBackoffMs * 1000, deadline.remainingUs));
      deadline.update();
    }
    return true;
  }

  private *onJoinSucceeded(partitions: SyncedPartitions): Blocking<void> {
    const { membership } = this.parts;
    if (!membership.isGenerationReset && membership.state === 'STABLE') {
      const { generationId, protocolName } = membership.generation;
      yield* this.onJoinComplete(generationId, protocolName, partitions);
      this.joins.reset();
      membership.needsJoinPrepare = true;
    } else {
      // The heartbeat thread has lost the membership before the application saw the assignment.
      membership.resetAndRejoin(true);
      this.joins.reset();
    }
  }

  /**
   * Before JoinGroup: commit, then give back what the mode demands. False: the commit is not done.
   */
  private *onJoinPrepare(
    deadline: Deadline,
    generationId: number,
    memberId: string,
  ): Blocking<boolean> {
    const { subscriptions } = this.parts;
    if (!(yield* this.commitBeforeJoin(deadline))) return false;
    const owned = sortedPartitions(subscriptions.assigned);
    if (generationId === -1 || memberId === '') {
      if (owned.length > 0) {
        yield* this.notifier.lost(owned);
        subscriptions.assignFromSubscribed([]);
      }
    } else if (!this.isCooperative) {
      yield* this.notifier.revoked(owned);
      subscriptions.assignFromSubscribed([]);
    } else {
      const isSubscribed = ({ topic }: TopicPartition): boolean =>
        subscriptions.subscription.has(topic);
      const revoked = owned.filter((partition) => !isSubscribed(partition));
      if (revoked.length > 0) {
        yield* this.notifier.revoked(revoked);
        subscriptions.assignFromSubscribed(owned.filter(isSubscribed));
      }
    }
    this.leader.resign();
    this.joinPrepareDeadline = null;
    this.preJoinCommit = null;
    deadline.update();
    return true;
  }

  /**
   * Auto-commits and waits for it, over several polls if need be, at most for the rebalance
   * timeout.
   */
  private *commitBeforeJoin(deadline: Deadline): Blocking<boolean> {
    const { config, network, subscriptions, thread, timers } = this.parts;
    if (this.joinPrepareDeadline === null) {
      this.joinPrepareDeadline = new Deadline(timers, config.maxPollIntervalMs * 1000);
    } else {
      this.joinPrepareDeadline.update();
    }
    const joinPrepareDeadline = this.joinPrepareDeadline;
    if (config.enableAutoCommit && this.preJoinCommit === null) {
      if (!this.isCooperative)
        for (const state of subscriptions.assigned) state.isPendingRevocation = true;
      this.preJoinCommit = this.commits.autoCommitNow();
    }
    const commit = this.preJoinCommit;
    if (commit === null) return true;
    const earlier =
      deadline.remainingUs < joinPrepareDeadline.remainingUs ? deadline : joinPrepareDeadline;
    yield* network.pollFor(commit, earlier);
    joinPrepareDeadline.update();
    const isOver =
      joinPrepareDeadline.isExpired ||
      (commit.isDone && (commit.error === null || !commit.error.isRetriableException));
    if (commit.isDone) this.preJoinCommit = null;
    if (isOver) return true;
    yield* thread.sleep(Math.min(earlier.remainingUs, config.retryBackoffMs * 1000));
    deadline.update();
    return false;
  }

  /** After SyncGroup: take the assignment, in cooperative mode give back what it takes away. */
  private *onJoinComplete(
    generationId: number,
    protocolName: string | null,
    partitions: SyncedPartitions,
  ): Blocking<void> {
    const { config, membership, subscriptions } = this.parts;
    this.leader.onJoinComplete();
    const assignor = this.assignorOf(protocolName);
    const owned = sortedPartitions(subscriptions.assigned);
    const assigned = sortedPartitions(partitions);
    if (!subscriptions.matchesSubscription(assigned)) {
      // The subscription has changed since the member joined: join again with the new one.
      membership.requestRejoin();
      return;
    }
    const added = partitionsWithout(assigned, owned);
    if (this.isCooperative) {
      const revoked = partitionsWithout(owned, assigned);
      if (revoked.length > 0) {
        yield* this.notifier.revoked(revoked);
        membership.requestRejoin();
      }
    }
    assignor.onAssignment(partitions, generationId);
    if (config.enableAutoCommit) this.commits.restartAutoCommitTimer();
    subscriptions.assignFromSubscribed(assigned);
    yield* this.notifier.assigned(added);
  }

  private assignorOf(protocolName: string | null): Assignor {
    const assignor = this.assignors.find(({ name }) => name === protocolName);
    if (assignor !== undefined) return assignor;
    throw new ConsumerError(
      'IllegalStateException',
      `the coordinator chose the unknown assignor ${protocolName ?? 'null'}`,
    );
  }
}
