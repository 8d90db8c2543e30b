import type { ProcessTimers } from '../../sim/process.ts';
import { unreachable } from '../../sim/errors.ts';
import type { ErrorCode } from '../protocol/errorCode.ts';
import type { Assignment, JoinGroupRequest, Subscription } from '../protocol/requests.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';
import type { ClassicGroup } from './classicGroup.ts';
import { ConsumerGroup } from './consumer/consumerGroup.ts';
import { ConsumerGroupHeartbeatHandler } from './consumer/consumerGroupHeartbeatHandler.ts';
import { ConsumerGroupRemoval } from './consumer/consumerGroupRemoval.ts';
import { ConsumerGroupWriter } from './consumer/consumerGroupWriter.ts';
import type { PartitionCountOf } from './consumer/targetAssignment.ts';
import type { JoinResponder } from './classicGroupMember.ts';
import type { CoordinatorRecord, OffsetCommitValue } from './coordinatorRecord.ts';
import { CoordinatorTimer, CoordinatorTimers } from './coordinatorTimers.ts';
import type { GroupCoordinatorConfig } from './groupCoordinatorConfig.ts';
import type {
  GroupCoordinatorContext,
  MemberIdGenerator,
  SubscribedTopics,
} from './groupCoordinatorContext.ts';
import { describeClassicGroup, describeConsumerGroup } from './groupDescription.ts';
import type { GroupDescription } from './groupDescription.ts';
import type { GroupObserver } from './groupObserver.ts';
import { newErrorResponse, newJoinGroupError, newSyncGroupError } from './groupResponse.ts';
import type { GroupRequest, GroupResponse } from './groupResponse.ts';
import { GroupStore, replay } from './groupStore.ts';
import { JoinGroupHandler } from './joinGroupHandler.ts';
import { MembershipHandler } from './membershipHandler.ts';
import { computeExpiredOffsets } from './offsetExpiry.ts';
import { OffsetHandler } from './offsetHandler.ts';
import { PendingWrites } from './pendingWrites.ts';
import type { OffsetsLog } from './pendingWrites.ts';
import { Rebalancer } from './rebalancer.ts';
import { SyncGroupHandler } from './syncGroupHandler.ts';

/** What a coordinator needs from the broker that it lives on. */
export interface GroupCoordinatorEnvironment<Metadata, Assigned> {
  readonly config: GroupCoordinatorConfig;
  readonly timers: ProcessTimers;
  readonly log: OffsetsLog<Metadata, Assigned>;
  readonly memberIds: MemberIdGenerator;
  readonly observer: GroupObserver<Assigned>;
  /** For KIP-848 groups, whose assignments the coordinator makes itself. */
  readonly partitionCountOf: PartitionCountOf;
  /** An assignment of a KIP-848 group, as the observer and descriptions have it. */
  readonly assignmentOf: (partitions: readonly TopicPartition[]) => Assigned;
  /** For the expiry of offsets. Without it, nothing expires in a Stable group. */
  readonly subscribedTopics?: SubscribedTopics<Metadata>;
}

/**
 * `loading`: the log is being read. `active`: it serves. `resigned`: the partition has another
 * leader.
 */
export type CoordinatorState = 'loading' | 'active' | 'resigned';

/**
 * The coordinator of the groups of one `__consumer_offsets` partition, on the broker that leads it.
 * It begins as `loading`, serves after `load`, and ends with `resign`. Mirrors
 * `GroupCoordinatorService` and one `GroupCoordinatorShard` (Kafka 4.3.1).
 *
 * `Metadata` and `Assigned` are opaque: compared and handed on, never looked into.
 *
 * Simplified: requests take no time and are not queued; one request's records are one batch
 * (group.coordinator.append.linger.ms is 0); no authorization; no share or streams groups.
 */
export class GroupCoordinator<Metadata = Subscription, Assigned = Assignment> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly rebalancer: Rebalancer<Metadata, Assigned>;
  private readonly joinGroup: JoinGroupHandler<Metadata, Assigned>;
  private readonly syncGroup: SyncGroupHandler<Metadata, Assigned>;
  private readonly membership: MembershipHandler<Metadata, Assigned>;
  private readonly offsets: OffsetHandler<Metadata, Assigned>;
  private readonly consumerRemoval: ConsumerGroupRemoval<Metadata, Assigned>;
  private readonly consumerHeartbeat: ConsumerGroupHeartbeatHandler<Metadata, Assigned>;
  private readonly assignmentOf: (partitions: readonly TopicPartition[]) => Assigned;
  private readonly expiryTimer = new CoordinatorTimer(() => this.onExpiryCheck());
  private currentState: CoordinatorState = 'loading';

  constructor(environment: GroupCoordinatorEnvironment<Metadata, Assigned>) {
    const { config, log, memberIds, observer, partitionCountOf, assignmentOf } = environment;
    const subscribedTopics = environment.subscribedTopics ?? (() => null);
    const store = new GroupStore<Metadata, Assigned>();
    const timers = new CoordinatorTimers(environment.timers);
    const writes = new PendingWrites(log, store, timers, config.offsetsCommitTimeoutUs);
    const groups = new Map<string, ClassicGroup<Metadata, Assigned>>();
    const consumerGroups = new Map<string, ConsumerGroup>();
    this.context = {
      config,
      timers,
      writes,
      store,
      groups,
      consumerGroups,
      partitionCountOf,
      memberIds,
      observer,
      subscribedTopics,
    };
    this.rebalancer = new Rebalancer(this.context);
    this.joinGroup = new JoinGroupHandler(this.context, this.rebalancer);
    this.syncGroup = new SyncGroupHandler(this.context, this.rebalancer);
    this.membership = new MembershipHandler(this.context, this.rebalancer);
    this.offsets = new OffsetHandler(this.context, this.rebalancer);
    this.assignmentOf = assignmentOf;
    const writer = new ConsumerGroupWriter(this.context, assignmentOf, (group) =>
      this.consumerRemoval.startTimers(group),
    );
    this.consumerRemoval = new ConsumerGroupRemoval(this.context, writer);
    this.consumerHeartbeat = new ConsumerGroupHeartbeatHandler(
      this.context,
      writer,
      this.consumerRemoval,
    );
  }

  get state(): CoordinatorState {
    return this.currentState;
  }

  /**
   * Takes over: replays what is committed in the log, oldest first. Members, generations,
   * assignments and offsets are as stored; sessions start anew; a rebalance that was under way is
   * lost.
   */
  load(records: Iterable<CoordinatorRecord<Metadata, Assigned>>): void {
    if (this.currentState !== 'loading') return;
    const { store, observer, timers, config } = this.context;
    for (const record of records) replay(store, record);
    this.currentState = 'active';
    for (const groupId of store.groupIds()) {
      if (!this.loadConsumerGroup(groupId))
        this.rebalancer.loadGroup(groupId, store.group(groupId));
      for (const [topic, byPartition] of store.offsets(groupId) ?? []) {
        for (const [partition, { offset }] of byPartition) {
          observer.onOffsetLoaded?.(groupId, topic, partition, offset);
        }
      }
    }
    if (config.offsetsRetentionCheckIntervalUs > 0) {
      timers.schedule(this.expiryTimer, config.offsetsRetentionCheckIntervalUs);
    }
  }

  /** Another broker leads the partition now: everything that waits is answered NOT_COORDINATOR. */
  resign(): void {
    if (this.currentState === 'resigned') return;
    this.currentState = 'resigned';
    const { timers, writes, groups, consumerGroups, store } = this.context;
    timers.cancelAll();
    writes.close();
    for (const group of groups.values()) {
      group.transitionTo('Dead', 'the coordinator has resigned');
      for (const member of group.members.values()) {
        group.completeJoin(member, newJoinGroupError(member.memberId, 'NOT_COORDINATOR'));
        const respond = member.awaitingSync;
        member.awaitingSync = null;
        respond?.(newSyncGroupError('NOT_COORDINATOR'));
      }
    }
    groups.clear();
    consumerGroups.clear();
    store.clear();
  }

  /**
   * Handles one request of a client. `respond` is called once: now, or when what the request waits
   * for has happened. A later JoinGroup or SyncGroup of the same member takes the place of one that
   * waits; the former is then never answered, nor is the SyncGroup of a member that is removed
   * while it waits.
   *
   * `clientId`: the client id of the request's header, for the observer of commits.
   */
  onRequest(
    request: GroupRequest<Metadata, Assigned>,
    respond: (response: GroupResponse<Metadata, Assigned>) => void,
    clientId = '',
  ): void {
    const error = this.validate(request);
    if (error !== 'NONE') return respond(newErrorResponse(request, error));
    switch (request.api) {
      case 'JoinGroup':
        return this.onJoinGroup(request, respond);
      case 'SyncGroup':
        return this.syncGroup.onSyncGroup(request, respond);
      case 'Heartbeat':
        return respond(this.membership.onHeartbeat(request));
      case 'LeaveGroup':
        return respond(this.membership.onLeaveGroup(request));
      case 'ConsumerGroupHeartbeat':
        return this.consumerHeartbeat.onHeartbeat(request, respond);
      case 'OffsetCommit':
        return this.offsets.onOffsetCommit(request, clientId, respond);
      case 'OffsetFetch':
        return respond(this.offsets.onOffsetFetch(request));
      default:
        return unreachable(request);
    }
  }

  /** Every group that this coordinator knows. */
  groupIds(): readonly string[] {
    return [...this.context.groups.keys(), ...this.context.consumerGroups.keys()];
  }

  /** The group as it is now; null: it does not exist. */
  describeGroup(groupId: string): GroupDescription<Assigned> | null {
    const { groups, consumerGroups, store } = this.context;
    const modern = consumerGroups.get(groupId);
    if (modern !== undefined) return describeConsumerGroup(modern, store, this.assignmentOf);
    const group = groups.get(groupId);
    return group === undefined ? null : describeClassicGroup(group, store);
  }

  /** A group of the KIP-848 protocol, to look into; undefined: there is none of this name. */
  consumerGroup(groupId: string): ConsumerGroup | undefined {
    return this.context.consumerGroups.get(groupId);
  }

  /** The group in memory, for invariants; undefined: it does not exist. */
  inspectGroup(groupId: string): ClassicGroup<Metadata, Assigned> | undefined {
    return this.context.groups.get(groupId);
  }

  /** The committed offset of one partition; undefined: none. */
  committedOffset(
    groupId: string,
    topic: string,
    partition: number,
  ): OffsetCommitValue | undefined {
    return this.context.store.offset(groupId, topic, partition);
  }

  private validate(request: GroupRequest<Metadata, Assigned>): ErrorCode {
    // The empty group id is left to commits and fetches of old clients without a group.
    const needsGroup = request.api !== 'OffsetCommit' && request.api !== 'OffsetFetch';
    if (needsGroup && request.groupId === '') return 'INVALID_GROUP_ID';
    if (this.currentState === 'active') return 'NONE';
    return this.currentState === 'loading' ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NOT_COORDINATOR';
  }

  private loadConsumerGroup(groupId: string): boolean {
    const { store, consumerGroups, observer } = this.context;
    const records = store.consumerGroupRecords(groupId);
    if (records.length === 0) return false;
    const group = new ConsumerGroup(groupId);
    for (const record of records) group.replay(record);
    consumerGroups.set(groupId, group);
    const why = 'read from the log';
    observer.onGroupStateChanged(groupId, 'none', group.state, group.groupEpoch, why);
    this.consumerRemoval.startTimers(group);
    return true;
  }

  private onJoinGroup(request: JoinGroupRequest<Metadata>, respond: JoinResponder<Metadata>): void {
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.context.config;
    const { memberId, sessionTimeoutMs } = request;
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      return respond(newJoinGroupError(memberId, 'INVALID_SESSION_TIMEOUT'));
    }
    this.joinGroup.onJoinGroup(request, respond);
  }

  /**
   * Mirrors `GroupCoordinatorShard.cleanupGroupMetadata`: expires offsets, and groups without any.
   */
  private onExpiryCheck(): void {
    const { groups, store, timers, config } = this.context;
    timers.schedule(this.expiryTimer, config.offsetsRetentionCheckIntervalUs);
    const nowMs = Math.floor(timers.nowUs / 1000);
    for (const group of [...groups.values()]) {
      const expired = computeExpiredOffsets(group, store, nowMs, config.offsetsRetentionUs / 1000);
      const records: CoordinatorRecord<Metadata, Assigned>[] = [...expired.tombstones];
      if (expired.isWithoutOffsets && group.state === 'Empty') {
        records.push({ type: 'GroupMetadata', groupId: group.groupId, value: null });
        this.removeGroup(group);
      }
      if (records.length > 0) this.writeTombstones(group.groupId, records);
    }
  }

  private removeGroup(group: ClassicGroup<Metadata, Assigned>): void {
    for (const memberId of [...group.pendingJoin.keys()]) group.forgetPending(memberId);
    group.transitionTo('Dead', 'it is empty and all its offsets have expired');
    this.context.groups.delete(group.groupId);
  }

  private writeTombstones(
    groupId: string,
    records: readonly CoordinatorRecord<Metadata, Assigned>[],
  ): void {
    const { writes, groups, store } = this.context;
    writes.append(groupId, records, (error) => {
      // The group is still in the log, so it is here again, unless a new one has its name.
      const isBack = error !== 'NONE' && this.currentState === 'active' && !groups.has(groupId);
      if (isBack) this.rebalancer.loadGroup(groupId, store.group(groupId));
    });
  }
}
