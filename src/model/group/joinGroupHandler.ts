import type { ErrorCode } from '../protocol/errorCode.ts';
import type { JoinGroupRequest } from '../protocol/requests.ts';
import type { ClassicGroup } from './classicGroup.ts';
import type { ClassicGroupMember, JoinResponder, MemberSpec } from './classicGroupMember.ts';
import { CoordinatorTimer } from './coordinatorTimers.ts';
import { NEW_MEMBER_JOIN_TIMEOUT_US } from './groupCoordinatorConfig.ts';
import type { GroupCoordinatorContext } from './groupCoordinatorContext.ts';
import { newJoinGroupError } from './groupResponse.ts';
import { newJoinResponse } from './rebalancer.ts';
import type { Rebalancer } from './rebalancer.ts';

/**
 * JoinGroup (v9). Mirrors `classicGroupJoinToClassicGroup` of Kafka's `GroupMetadataManager`;
 * KIP-394 (member id required), KIP-345 (static membership), KIP-814 (a returning static leader
 * skips the assignment).
 *
 * Simplified: a group whose first record could not be written stays; Kafka takes it back.
 */
export class JoinGroupHandler<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly rebalancer: Rebalancer<Metadata, Assigned>;

  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    rebalancer: Rebalancer<Metadata, Assigned>,
  ) {
    this.context = context;
    this.rebalancer = rebalancer;
  }

  /** Answers at once, or parks the request until the join phase is over. */
  onJoinGroup(request: JoinGroupRequest<Metadata>, respond: JoinResponder<Metadata>): void {
    const { groupId, memberId } = request;
    const existing = this.context.groups.get(groupId);
    if (existing === undefined && memberId !== '') {
      return respond(newJoinGroupError(memberId, 'UNKNOWN_MEMBER_ID'));
    }
    const group = existing ?? this.rebalancer.createGroup(groupId);
    if (!this.acceptsJoiningMember(group, memberId)) {
      group.remove(memberId, 'group.max.size reached');
      group.forgetPending(memberId);
      respond(newJoinGroupError('', 'GROUP_MAX_SIZE_REACHED'));
    } else if (memberId === '') {
      this.onNewMember(group, request, respond);
    } else {
      this.onExistingMember(group, request, respond);
    }
    if (existing === undefined) this.writeNewGroup(group);
  }

  /** Up to group.max.size members; in a join phase only those count that have joined already. */
  private acceptsJoiningMember(group: ClassicGroup<Metadata, Assigned>, memberId: string): boolean {
    const { maxSize } = this.context.config;
    switch (group.state) {
      case 'Empty':
      case 'Dead':
        return true;
      case 'PreparingRebalance': {
        const isWaiting = (group.members.get(memberId)?.awaitingJoin ?? null) !== null;
        return isWaiting || group.awaitingJoinCount < maxSize;
      }
      case 'CompletingRebalance':
      case 'Stable':
        return group.members.has(memberId) || group.members.size < maxSize;
    }
  }

  private onNewMember(
    group: ClassicGroup<Metadata, Assigned>,
    request: JoinGroupRequest<Metadata>,
    respond: JoinResponder<Metadata>,
  ): void {
    const error = validateJoin(group, request);
    if (error !== 'NONE') return respond(newJoinGroupError(request.memberId, error));
    const { groupInstanceId } = request;
    const memberId = this.context.memberIds.next(groupInstanceId ?? request.clientId);
    if (groupInstanceId === null) return this.requireMemberId(group, request, memberId, respond);
    const oldMemberId = group.staticMemberId(groupInstanceId);
    if (oldMemberId === undefined) return this.addMember(group, request, memberId, respond);
    this.replaceStaticMember(group, group.members.get(oldMemberId)!, request, memberId, respond);
  }

  /**
   * KIP-394: hands out an id, under which the client shall ask again within its session timeout.
   */
  private requireMemberId(
    group: ClassicGroup<Metadata, Assigned>,
    request: JoinGroupRequest<Metadata>,
    memberId: string,
    respond: JoinResponder<Metadata>,
  ): void {
    const timer = new CoordinatorTimer(() => this.rebalancer.onPendingExpired(group, memberId));
    group.pendingJoin.set(memberId, timer);
    this.context.timers.schedule(timer, request.sessionTimeoutMs * 1000);
    respond(newJoinGroupError(memberId, 'MEMBER_ID_REQUIRED'));
  }

  private onExistingMember(
    group: ClassicGroup<Metadata, Assigned>,
    request: JoinGroupRequest<Metadata>,
    respond: JoinResponder<Metadata>,
  ): void {
    const { memberId, groupInstanceId } = request;
    const joinError = validateJoin(group, request);
    if (joinError !== 'NONE') return respond(newJoinGroupError(memberId, joinError));
    if (group.pendingJoin.has(memberId)) {
      // Ids are handed out to dynamic members only; Kafka fails on anybody else who sends one.
      if (groupInstanceId !== null) {
        return respond(newJoinGroupError(memberId, 'UNKNOWN_SERVER_ERROR'));
      }
      return this.addMember(group, request, memberId, respond);
    }
    const error = group.validateMember(memberId, groupInstanceId);
    if (error !== 'NONE') return respond(newJoinGroupError(memberId, error));
    const member = group.members.get(memberId)!;
    switch (group.state) {
      case 'PreparingRebalance':
        return this.updateMember(group, member, request, respond, 'joins again');
      case 'CompletingRebalance':
        // The answer to its former JoinGroup may have been lost.
        if (member.matches(request.protocols)) {
          return respond(newJoinResponse(group, memberId, false));
        }
        return this.updateMember(group, member, request, respond, 'joins with other metadata');
      case 'Stable':
        // A leader asks for a rebalance in this way, for example when partitions were added.
        if (group.leaderId === memberId) {
          return this.updateMember(group, member, request, respond, 'leads and joins again');
        }
        if (member.matches(request.protocols)) {
          return respond(newJoinResponse(group, memberId, false));
        }
        return this.updateMember(group, member, request, respond, 'joins with other metadata');
      case 'Empty':
      case 'Dead':
        return respond(newJoinGroupError(memberId, 'UNKNOWN_MEMBER_ID'));
    }
  }

  private addMember(
    group: ClassicGroup<Metadata, Assigned>,
    request: JoinGroupRequest<Metadata>,
    memberId: string,
    respond: JoinResponder<Metadata>,
  ): void {
    const member = this.rebalancer.newMember(group, newMemberSpec(request, memberId));
    member.isNew = true;
    if (group.state === 'PreparingRebalance' && group.previousState === 'Empty') {
      group.isNewMemberAdded = true;
    }
    group.add(member, respond);
    const { clientId, groupInstanceId } = member;
    this.context.observer.onMemberAdded(group.groupId, memberId, clientId, groupInstanceId);
    // It sends no heartbeats while its request is parked, and may be gone: so the wait is limited.
    this.context.timers.schedule(member.sessionTimer, NEW_MEMBER_JOIN_TIMEOUT_US);
    this.rebalancer.maybePrepareRebalanceOrCompleteJoin(group, `new member ${memberId}`);
  }

  private updateMember(
    group: ClassicGroup<Metadata, Assigned>,
    member: ClassicGroupMember<Metadata, Assigned>,
    request: JoinGroupRequest<Metadata>,
    respond: JoinResponder<Metadata>,
    reason: string,
  ): void {
    const { protocols, rebalanceTimeoutMs, sessionTimeoutMs } = request;
    group.update(member, protocols, rebalanceTimeoutMs, sessionTimeoutMs, respond);
    this.rebalancer.maybePrepareRebalanceOrCompleteJoin(group, `${member.memberId} ${reason}`);
  }

  /** KIP-345: a new process with a known instance id takes the member's place under a new id. */
  private replaceStaticMember(
    group: ClassicGroup<Metadata, Assigned>,
    old: ClassicGroupMember<Metadata, Assigned>,
    request: JoinGroupRequest<Metadata>,
    memberId: string,
    respond: JoinResponder<Metadata>,
  ): void {
    const { groupId } = group;
    const { protocols, rebalanceTimeoutMs, sessionTimeoutMs } = request;
    const member = this.substitute(group, old, memberId, request.clientId);
    this.observeReplacement(groupId, old, member);
    group.update(member, protocols, rebalanceTimeoutMs, sessionTimeoutMs, respond);
    if (group.state === 'Stable') {
      if (group.selectProtocol() === group.protocolName) {
        this.persistReplacement(group, old, member, respond);
        return;
      }
      const reason = `static member ${memberId} changes the selected protocol`;
      this.rebalancer.prepareRebalance(group, reason);
    } else if (group.state === 'CompletingRebalance') {
      // The leader may be assigning to the old id, of which nobody could make use.
      this.rebalancer.prepareRebalance(group, `static member ${memberId} returns`);
    } else {
      this.rebalancer.maybeCompleteJoin(group);
    }
  }

  /** Puts a new member object with a new id in the place of the old; its session starts. */
  private substitute(
    group: ClassicGroup<Metadata, Assigned>,
    old: ClassicGroupMember<Metadata, Assigned>,
    memberId: string,
    clientId: string,
  ): ClassicGroupMember<Metadata, Assigned> {
    const member = this.rebalancer.newMember(group, { ...specOf(old), memberId, clientId });
    member.assignment = old.assignment;
    group.replaceStaticMember(old, member);
    this.rebalancer.renewSession(member);
    return member;
  }

  /** No rebalance: stores the new id, then answers the present generation. */
  private persistReplacement(
    group: ClassicGroup<Metadata, Assigned>,
    old: ClassicGroupMember<Metadata, Assigned>,
    member: ClassicGroupMember<Metadata, Assigned>,
    respond: JoinResponder<Metadata>,
  ): void {
    const { memberId, groupInstanceId } = member;
    const assignments = new Map<string, Assigned>();
    for (const { memberId: id, assignment } of group.members.values()) {
      if (assignment !== null) assignments.set(id, assignment);
    }
    this.rebalancer.writeGroup(group, assignments, (error) => {
      const isLeader = group.leaderId === memberId;
      if (error === 'NONE') {
        if (group.state === 'Stable') this.rebalancer.observeAssignment(group);
        // A leader is answered by the join phase that has begun meanwhile.
        else if (isLeader) return;
        return group.completeJoin(member, newJoinResponse(group, memberId, isLeader));
      }
      const isWaiting = member.awaitingJoin === respond;
      // The new id is not stored: the old one is in force again, unless another has taken over.
      if (group.staticMemberId(groupInstanceId!) === memberId) {
        group.update(member, old.protocols, old.rebalanceTimeoutMs, old.sessionTimeoutMs, null);
        const restored = this.substitute(group, member, old.memberId, old.clientId);
        this.observeReplacement(group.groupId, member, restored);
      }
      if (isWaiting) respond(newJoinGroupError('', error));
    });
  }

  private observeReplacement(
    groupId: string,
    old: ClassicGroupMember<Metadata, Assigned>,
    successor: ClassicGroupMember<Metadata, Assigned>,
  ): void {
    const { observer } = this.context;
    const reason = 'replaced by a new process with its instance id';
    observer.onMemberRemoved(groupId, old.memberId, old.clientId, reason, '');
    const { memberId, clientId, groupInstanceId } = successor;
    observer.onMemberAdded(groupId, memberId, clientId, groupInstanceId);
  }

  /** A coordinator that takes over shall know the group, though it has no generation yet. */
  private writeNewGroup(group: ClassicGroup<Metadata, Assigned>): void {
    const value = {
      protocolType: '',
      generation: 0,
      protocol: null,
      leader: null,
      currentStateTimestampMs: group.currentStateTimestampMs,
      members: [],
    };
    const record = { type: 'GroupMetadata', groupId: group.groupId, value } as const;
    this.context.writes.append(group.groupId, [record], () => {});
  }
}

/** Checks that concern every JoinGroup, before the member id counts. */
function validateJoin<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  request: JoinGroupRequest<Metadata>,
): ErrorCode {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  if (group.supportsProtocols(request.protocolType, request.protocols)) return 'NONE';
  return 'INCONSISTENT_GROUP_PROTOCOL';
}

function newMemberSpec<Metadata>(
  request: JoinGroupRequest<Metadata>,
  memberId: string,
): MemberSpec<Metadata> {
  const { groupInstanceId, clientId, protocolType, protocols } = request;
  const { rebalanceTimeoutMs, sessionTimeoutMs } = request;
  return {
    memberId,
    groupInstanceId,
    clientId,
    protocolType,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
  };
}

function specOf<Metadata, Assigned>(
  member: ClassicGroupMember<Metadata, Assigned>,
): MemberSpec<Metadata> {
  const { memberId, groupInstanceId, clientId, protocolType, protocols } = member;
  const { rebalanceTimeoutMs, sessionTimeoutMs } = member;
  return {
    memberId,
    groupInstanceId,
    clientId,
    protocolType,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
  };
}
