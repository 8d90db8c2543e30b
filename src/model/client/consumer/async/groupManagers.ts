import { AssignmentReconciler } from './assignmentReconciler.ts';
import type { AsyncParts } from './asyncParts.ts';
import { CommitRequestManager } from './commitRequestManager.ts';
import { CoordinatorRequestManager } from './coordinatorRequestManager.ts';
import { HeartbeatFields } from './heartbeatFields.ts';
import { HeartbeatRequestManager } from './heartbeatRequestManager.ts';
import { MemberIdentity } from './memberIdentity.ts';
import { MemberRecord } from './memberRecord.ts';
import { MembershipManager } from './membershipManager.ts';
import { OffsetFetchQueue } from './offsetFetchQueue.ts';
import type { RebalanceEvents } from './rebalanceEvents.ts';

/** What a consumer with a group.id has more than one without (`RequestManagers`). */
export interface GroupManagers {
  readonly coordinators: CoordinatorRequestManager;
  readonly commits: CommitRequestManager;
  readonly heartbeats: HeartbeatRequestManager;
  readonly membership: MembershipManager;
  readonly committed: OffsetFetchQueue;
}

/** Makes them. `memberId` stays the same for the consumer's whole life. */
export function newGroupManagers(
  parts: AsyncParts,
  groupId: string,
  memberId: string,
  events: RebalanceEvents,
): GroupManagers {
  const { groupInstanceId } = parts.config;
  const member = new MemberIdentity(groupId, memberId, groupInstanceId);
  const record = new MemberRecord();
  record.onEpoch = (epoch) => {
    member.onEpoch(epoch);
    if (epoch !== null) events.lastEpoch = epoch;
  };
  const coordinators = new CoordinatorRequestManager(parts, groupId);
  const committed = new OffsetFetchQueue(parts, coordinators, member);
  const commits = new CommitRequestManager(parts, coordinators, member, committed);
  const reconciler = new AssignmentReconciler(parts, record, commits, events);
  const membership = new MembershipManager(parts, record, reconciler, events);
  const fields = new HeartbeatFields(parts, member, record);
  const heartbeats = new HeartbeatRequestManager(parts, coordinators, membership, fields, events);
  return { coordinators, commits, heartbeats, membership, committed };
}
