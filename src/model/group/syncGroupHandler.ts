import type { ErrorCode } from '../protocol/errorCode.ts';
import type { SyncGroupRequest } from '../protocol/requests.ts';
import type { ClassicGroup } from './classicGroup.ts';
import type { SyncResponder } from './classicGroupMember.ts';
import type { GroupCoordinatorContext } from './groupCoordinatorContext.ts';
import { newSyncGroupError } from './groupResponse.ts';
import type { Rebalancer } from './rebalancer.ts';

/**
 * SyncGroup (v5): the leader brings the assignments, everybody takes its own. Mirrors
 * `classicGroupSyncToClassicGroup` of Kafka's `GroupMetadataManager`.
 */
export class SyncGroupHandler<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly rebalancer: Rebalancer<Metadata, Assigned>;

  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    rebalancer: Rebalancer<Metadata, Assigned>,
  ) {
    this.context = context;
    this.rebalancer = rebalancer;
  }

  /** Answers at once, or parks the request until the leader's assignment is stored. */
  onSyncGroup(request: SyncGroupRequest<Assigned>, respond: SyncResponder<Assigned>): void {
    const group = this.context.groups.get(request.groupId);
    if (group === undefined) return respond(newSyncGroupError('UNKNOWN_MEMBER_ID'));
    const error = validateSync(group, request);
    if (error !== 'NONE') return respond(newSyncGroupError(error));
    const member = group.members.get(request.memberId)!;
    switch (group.state) {
      case 'PreparingRebalance':
        return respond(newSyncGroupError('REBALANCE_IN_PROGRESS'));
      case 'CompletingRebalance':
        member.awaitingSync = respond;
        this.onSynced(group, request.memberId);
        if (group.leaderId === request.memberId) this.storeAssignment(group, request);
        return;
      case 'Stable':
        this.onSynced(group, request.memberId);
        return respond({
          api: 'SyncGroup',
          error: 'NONE',
          protocolType: group.protocolType,
          protocolName: group.protocolName,
          assignment: member.assignment,
        });
      case 'Empty':
      case 'Dead':
        return respond(newSyncGroupError('UNKNOWN_MEMBER_ID'));
    }
  }

  /** The member is no longer waited for. */
  private onSynced(group: ClassicGroup<Metadata, Assigned>, memberId: string): void {
    group.pendingSync.delete(memberId);
    if (group.pendingSync.size === 0) this.context.timers.cancel(group.syncTimer);
  }

  private storeAssignment(
    group: ClassicGroup<Metadata, Assigned>,
    request: SyncGroupRequest<Assigned>,
  ): void {
    const assignments = new Map<string, Assigned>();
    for (const { memberId, assignment } of request.assignments) {
      assignments.set(memberId, assignment);
    }
    this.rebalancer.writeGroup(group, assignments, (error) => {
      // Another rebalance may have begun since: then the record is history already.
      if (group.state !== 'CompletingRebalance') return;
      if (group.generationId !== request.generationId) return;
      if (error !== 'NONE') {
        this.rebalancer.resetAndPropagateError(group, error);
        const reason = `the assignment could not be stored: ${error}`;
        return this.rebalancer.prepareRebalance(group, reason);
      }
      for (const member of group.members.values()) {
        member.assignment = assignments.get(member.memberId) ?? null;
      }
      this.rebalancer.observeAssignment(group);
      group.transitionTo('Stable', 'the assignment is stored');
      this.rebalancer.propagateAssignment(group, 'NONE');
    });
  }
}

function validateSync<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  request: SyncGroupRequest<Assigned>,
): ErrorCode {
  const { memberId, groupInstanceId, generationId, protocolType, protocolName } = request;
  const error = group.validateGeneration(memberId, groupInstanceId, generationId);
  if (error !== 'NONE') return error;
  const isConsistent =
    isSameIfKnown(protocolType, group.protocolType) &&
    isSameIfKnown(protocolName, group.protocolName);
  return isConsistent ? 'NONE' : 'INCONSISTENT_GROUP_PROTOCOL';
}

function isSameIfKnown(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
