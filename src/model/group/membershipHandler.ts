import type { ErrorCode } from '../protocol/errorCode.ts';
import type { HeartbeatRequest, LeaveGroupRequest } from '../protocol/requests.ts';
import type { HeartbeatResponse, LeaveGroupResponse } from '../protocol/responses.ts';
import type { ClassicGroup } from './classicGroup.ts';
import type { GroupCoordinatorContext } from './groupCoordinatorContext.ts';
import { newJoinGroupError } from './groupResponse.ts';
import type { Rebalancer } from './rebalancer.ts';

/** The answer to most heartbeats. */
const HEARTBEAT_OK: HeartbeatResponse = { api: 'Heartbeat', error: 'NONE' };

/**
 * Heartbeat (v4) and LeaveGroup (v5). Mirrors `classicGroupHeartbeatToClassicGroup` and
 * `classicGroupLeaveToClassicGroup` of Kafka's `GroupMetadataManager`.
 */
export class MembershipHandler<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly rebalancer: Rebalancer<Metadata, Assigned>;

  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    rebalancer: Rebalancer<Metadata, Assigned>,
  ) {
    this.context = context;
    this.rebalancer = rebalancer;
  }

  /** Renews the session; tells of a rebalance during a join phase only. */
  onHeartbeat(request: HeartbeatRequest): HeartbeatResponse {
    const error = this.heartbeat(request);
    return error === 'NONE' ? HEARTBEAT_OK : { api: 'Heartbeat', error };
  }

  private heartbeat(request: HeartbeatRequest): ErrorCode {
    const { memberId, groupInstanceId, generationId } = request;
    const group = this.context.groups.get(request.groupId);
    if (group === undefined) return 'UNKNOWN_MEMBER_ID';
    const error = group.validateGeneration(memberId, groupInstanceId, generationId);
    if (error !== 'NONE') return error;
    this.rebalancer.renewSession(group.members.get(memberId)!);
    return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  }

  /** Removes the members named; one rebalance follows, however many they are. */
  onLeaveGroup(request: LeaveGroupRequest): LeaveGroupResponse {
    const group = this.context.groups.get(request.groupId);
    if (group === undefined) return { api: 'LeaveGroup', error: 'UNKNOWN_MEMBER_ID', members: [] };
    if (group.state === 'Dead') {
      return { api: 'LeaveGroup', error: 'COORDINATOR_NOT_AVAILABLE', members: [] };
    }
    const members: LeaveGroupResponse['members'] = request.members.map((leaving) => {
      const { memberId, groupInstanceId, reason } = leaving;
      const error = this.leave(group, memberId, groupInstanceId, reason);
      return { memberId, groupInstanceId, error };
    });
    const left = members.filter(({ error }) => error === 'NONE');
    if (left.length > 0) {
      const ids = left.map(({ memberId, groupInstanceId }) => memberId || groupInstanceId);
      const names = ids.join(', ');
      if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
        this.rebalancer.prepareRebalance(group, `${names} left`);
      } else {
        this.rebalancer.maybeCompleteJoin(group);
      }
    }
    return { api: 'LeaveGroup', error: 'NONE', members };
  }

  private leave(
    group: ClassicGroup<Metadata, Assigned>,
    memberId: string,
    groupInstanceId: string | null,
    reason: string,
  ): ErrorCode {
    if (memberId === '') {
      // An administrator names a static member by its instance id.
      const staticId = groupInstanceId === null ? undefined : group.staticMemberId(groupInstanceId);
      if (staticId === undefined) return 'UNKNOWN_MEMBER_ID';
      this.removeMember(group, staticId, reason);
      return 'NONE';
    }
    if (group.pendingJoin.has(memberId)) {
      group.forgetPending(memberId);
      return 'NONE';
    }
    const error = group.validateMember(memberId, groupInstanceId);
    if (error === 'NONE') this.removeMember(group, memberId, reason);
    return error;
  }

  private removeMember(
    group: ClassicGroup<Metadata, Assigned>,
    memberId: string,
    reason: string,
  ): void {
    const member = group.members.get(memberId)!;
    group.completeJoin(member, newJoinGroupError('', 'UNKNOWN_MEMBER_ID'));
    group.remove(memberId, 'left', reason);
  }
}
