import type { ErrorCode } from '../protocol/errorCode.ts';
import type { JoinGroupResponse } from '../protocol/responses.ts';
import type { CoordinatorRecord, GroupMetadataValue } from './coordinatorRecord.ts';
import { ClassicGroup } from './classicGroup.ts';
import type { GroupTimeouts } from './classicGroup.ts';
import { ClassicGroupMember } from './classicGroupMember.ts';
import type { MemberSpec } from './classicGroupMember.ts';
import type { GroupCoordinatorContext } from './groupCoordinatorContext.ts';
import { newJoinGroupError } from './groupResponse.ts';

/**
 * The course of a rebalance: begins it, waits for members, begins the next generation, and removes
 * who does not keep up. Mirrors `prepareRebalance`, `completeClassicGroupJoin`, `expirePendingSync`
 * and `expireClassicGroupMemberHeartbeat` of Kafka's `GroupMetadataManager`.
 */
export class Rebalancer<Metadata, Assigned> implements GroupTimeouts<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;

  constructor(context: GroupCoordinatorContext<Metadata, Assigned>) {
    this.context = context;
  }

  /** A group that did not exist: Empty, generation 0. */
  createGroup(groupId: string): ClassicGroup<Metadata, Assigned> {
    const { timers, observer, groups } = this.context;
    const group = new ClassicGroup<Metadata, Assigned>(groupId, 'Empty', timers, observer, this);
    groups.set(groupId, group);
    observer.onGroupStateChanged(groupId, 'none', 'Empty', 0, 'the group is new');
    return group;
  }

  /**
   * A group as the log has it: with its members Stable, else Empty. Every session starts anew; a
   * rebalance that was under way is lost. `value` undefined: the group has only offsets.
   */
  loadGroup(groupId: string, value: GroupMetadataValue<Metadata, Assigned> | undefined): void {
    const { timers, observer, groups, config } = this.context;
    const state = value === undefined || value.members.length === 0 ? 'Empty' : 'Stable';
    const group = new ClassicGroup<Metadata, Assigned>(groupId, state, timers, observer, this);
    groups.set(groupId, group);
    if (value !== undefined) this.restore(group, value);
    const reason = 'read from __consumer_offsets';
    observer.onGroupStateChanged(groupId, 'none', state, group.generationId, reason);
    for (const member of group.members.values()) this.renewSession(member);
    if (group.members.size > config.maxSize) {
      this.prepareRebalance(group, `the group has more than ${config.maxSize} members`);
    }
  }

  private restore(
    group: ClassicGroup<Metadata, Assigned>,
    value: GroupMetadataValue<Metadata, Assigned>,
  ): void {
    group.generationId = value.generation;
    group.protocolType = value.protocolType === '' ? null : value.protocolType;
    group.protocolName = value.protocol;
    group.leaderId = value.leader;
    group.currentStateTimestampMs = value.currentStateTimestampMs;
    for (const stored of value.members) {
      // The log has the metadata of the selected protocol only.
      const protocols = [{ name: value.protocol!, metadata: stored.subscription }];
      const { protocolType } = value;
      const member = this.newMember(group, { ...stored, protocolType, protocols });
      member.assignment = stored.assignment;
      group.add(member, null);
    }
    group.subscribedTopics = this.computeSubscribedTopics(group);
  }

  /** A member object for a group, not yet added to it. */
  newMember(
    group: ClassicGroup<Metadata, Assigned>,
    spec: MemberSpec<Metadata>,
  ): ClassicGroupMember<Metadata, Assigned> {
    return new ClassicGroupMember<Metadata, Assigned>(spec, (member) => {
      this.onSessionExpired(group, member);
    });
  }

  /** The member has shown that it lives: its session starts anew. */
  renewSession(member: ClassicGroupMember<Metadata, Assigned>): void {
    this.context.timers.schedule(member.sessionTimer, member.sessionTimeoutMs * 1000);
  }

  /**
   * Begins a rebalance where the state allows it; during a join phase, completes it if all have
   * joined.
   */
  maybePrepareRebalanceOrCompleteJoin(
    group: ClassicGroup<Metadata, Assigned>,
    reason: string,
  ): void {
    if (group.canRebalance) this.prepareRebalance(group, reason);
    else this.maybeCompleteJoin(group);
  }

  /**
   * Begins a join phase. That of an empty group waits for the initial delay, even if all have
   * joined.
   */
  prepareRebalance(group: ClassicGroup<Metadata, Assigned>, reason: string): void {
    const { timers, config } = this.context;
    const isInitial = group.state === 'Empty';
    if (group.state === 'CompletingRebalance') {
      this.resetAndPropagateError(group, 'REBALANCE_IN_PROGRESS');
    }
    group.pendingSync.clear();
    timers.cancel(group.syncTimer);
    group.transitionTo('PreparingRebalance', reason);
    if (isInitial) {
      group.initialDelayUs = config.initialRebalanceDelayUs;
      group.initialRemainingUs = Math.max(group.rebalanceTimeoutUs - group.initialDelayUs, 0);
      timers.schedule(group.initialDelayTimer, group.initialDelayUs);
    } else if (group.hasAllMembersJoined) {
      this.completeJoin(group);
    } else {
      timers.schedule(group.joinTimer, group.rebalanceTimeoutUs);
    }
  }

  /**
   * Ends the join phase if nobody is waited for; never that of an empty group, which waits its
   * delay.
   */
  maybeCompleteJoin(group: ClassicGroup<Metadata, Assigned>): void {
    if (group.state !== 'PreparingRebalance' || group.previousState === 'Empty') return;
    if (group.hasAllMembersJoined) this.completeJoin(group);
  }

  /**
   * The delay begins again, shortened by what the rebalance timeout leaves, while members keep
   * coming.
   */
  onInitialDelayElapsed(group: ClassicGroup<Metadata, Assigned>): void {
    const { timers, config } = this.context;
    if (!group.isNewMemberAdded || group.initialRemainingUs === 0) return this.completeJoin(group);
    group.isNewMemberAdded = false;
    const elapsedUs = group.initialDelayUs;
    group.initialDelayUs = Math.min(config.initialRebalanceDelayUs, group.initialRemainingUs);
    group.initialRemainingUs = Math.max(group.initialRemainingUs - elapsedUs, 0);
    timers.schedule(group.initialDelayTimer, group.initialDelayUs);
  }

  onJoinTimeout(group: ClassicGroup<Metadata, Assigned>): void {
    this.completeJoin(group);
  }

  /**
   * Ends the join phase: dynamic members that did not join again are removed, static ones stay. If
   * nobody joined, waits another rebalance timeout.
   */
  private completeJoin(group: ClassicGroup<Metadata, Assigned>): void {
    const { timers } = this.context;
    timers.cancel(group.initialDelayTimer);
    timers.cancel(group.joinTimer);
    for (const member of group.members.values()) {
      if (member.awaitingJoin === null && !member.isStatic) {
        group.remove(member.memberId, 'did not rejoin within the rebalance timeout');
      }
    }
    if (!group.maybeElectNewJoinedLeader() && group.members.size > 0) {
      timers.schedule(group.joinTimer, group.rebalanceTimeoutUs);
      return;
    }
    group.initNextGeneration();
    group.subscribedTopics = this.computeSubscribedTopics(group);
    // If the write fails, who takes over reads an older generation, whose members then expire.
    if (group.state === 'Empty') this.writeGroup(group, new Map(), () => {});
    else this.beginGeneration(group);
  }

  /** Answers the parked joins, and waits for everybody's SyncGroup for one rebalance timeout. */
  private beginGeneration(group: ClassicGroup<Metadata, Assigned>): void {
    const members = group.members.values();
    for (const member of members) {
      member.isNew = false;
      group.pendingSync.add(member.memberId);
      this.renewSession(member);
    }
    this.context.timers.schedule(group.syncTimer, group.rebalanceTimeoutUs);
    for (const member of members) {
      group.completeJoin(member, newJoinResponse(group, member.memberId, false));
    }
  }

  onSyncTimeout(group: ClassicGroup<Metadata, Assigned>): void {
    if (group.pendingSync.size === 0) return;
    for (const memberId of [...group.pendingSync]) {
      group.remove(memberId, 'did not sync within the rebalance timeout');
    }
    this.prepareRebalance(group, 'members did not sync within the rebalance timeout');
  }

  private onSessionExpired(
    group: ClassicGroup<Metadata, Assigned>,
    member: ClassicGroupMember<Metadata, Assigned>,
  ): void {
    // Its timer is set again when the parked request is answered.
    if (member.hasSatisfiedHeartbeat) return;
    group.completeJoin(member, newJoinGroupError('', 'UNKNOWN_MEMBER_ID'));
    group.remove(member.memberId, 'session expired');
    if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
      this.prepareRebalance(group, `the session of ${member.memberId} expired`);
    } else {
      this.maybeCompleteAnyJoin(group);
    }
  }

  /** A member id that was handed out has not been used in time. */
  onPendingExpired(group: ClassicGroup<Metadata, Assigned>, memberId: string): void {
    group.forgetPending(memberId);
    this.maybeCompleteAnyJoin(group);
  }

  /**
   * After an expiry Kafka completes even the join phase of an empty group before its delay is over.
   */
  private maybeCompleteAnyJoin(group: ClassicGroup<Metadata, Assigned>): void {
    if (group.state === 'PreparingRebalance' && group.hasAllMembersJoined) this.completeJoin(group);
  }

  /** Takes every assignment away and fails the parked syncs. */
  resetAndPropagateError(group: ClassicGroup<Metadata, Assigned>, error: ErrorCode): void {
    for (const member of group.members.values()) member.assignment = null;
    this.propagateAssignment(group, error);
  }

  /** Answers the parked syncs; the sessions of those who waited start anew. */
  propagateAssignment(group: ClassicGroup<Metadata, Assigned>, error: ErrorCode): void {
    const isOk = error === 'NONE';
    for (const member of group.members.values()) {
      const respond = member.awaitingSync;
      if (respond === null) continue;
      member.awaitingSync = null;
      this.renewSession(member);
      respond({
        api: 'SyncGroup',
        error,
        protocolType: isOk ? group.protocolType : null,
        protocolName: isOk ? group.protocolName : null,
        assignment: member.assignment,
      });
    }
  }

  /** Writes the group with the assignments given (member id to assignment; absent: nothing). */
  writeGroup(
    group: ClassicGroup<Metadata, Assigned>,
    assignments: ReadonlyMap<string, Assigned>,
    onResult: (error: ErrorCode) => void,
  ): void {
    const record = newGroupMetadataRecord(group, assignments);
    this.context.writes.append(group.groupId, [record], onResult);
  }

  /** Tells the observer of the assignments that the members now have. */
  observeAssignment(group: ClassicGroup<Metadata, Assigned>): void {
    this.context.observer.onAssignmentStored(
      group.groupId,
      group.generationId,
      group.protocolName!,
      group.leaderId!,
      group.members.values().map(({ memberId, clientId, assignment }) => {
        return { memberId, clientId, assignment };
      }),
    );
  }

  private computeSubscribedTopics(
    group: ClassicGroup<Metadata, Assigned>,
  ): ReadonlySet<string> | null {
    const { protocolType, protocolName } = group;
    if (protocolType !== 'consumer') return null;
    const topics = new Set<string>();
    if (group.members.size === 0) return topics;
    if (protocolName === null) return null;
    for (const member of group.members.values()) {
      const subscribed = this.context.subscribedTopics(protocolType, member.metadata(protocolName));
      if (subscribed === null) return null;
      for (const topic of subscribed) topics.add(topic);
    }
    return topics;
  }
}

/** The answer to a member of the present generation. Only the leader is told of the members. */
export function newJoinResponse<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  memberId: string,
  skipAssignment: boolean,
): JoinGroupResponse<Metadata> {
  return {
    api: 'JoinGroup',
    error: 'NONE',
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? '',
    skipAssignment,
    memberId,
    members: group.leaderId === memberId ? group.currentMembers() : [],
  };
}

function newGroupMetadataRecord<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  assignments: ReadonlyMap<string, Assigned>,
): CoordinatorRecord<Metadata, Assigned> {
  return {
    type: 'GroupMetadata',
    groupId: group.groupId,
    value: {
      protocolType: group.protocolType ?? '',
      generation: group.generationId,
      protocol: group.protocolName,
      leader: group.leaderId,
      currentStateTimestampMs: group.currentStateTimestampMs,
      members: group.members.values().map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        rebalanceTimeoutMs: member.rebalanceTimeoutMs,
        sessionTimeoutMs: member.sessionTimeoutMs,
        subscription: member.metadata(group.protocolName!),
        assignment: assignments.get(member.memberId) ?? null,
      })),
    },
  };
}
