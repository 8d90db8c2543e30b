/**
 * The states of a group of the classic protocol. Mirrors `ClassicGroupState` (Kafka 4.3.1).
 * Requests are checked before the state counts: a group that is Dead answers
 * COORDINATOR_NOT_AVAILABLE, an instance id that belongs to another member id FENCED_INSTANCE_ID,
 * an unknown member id UNKNOWN_MEMBER_ID, and any generation but the present one
 * ILLEGAL_GENERATION.
 *
 * `Empty`: no members; perhaps offsets, perhaps member ids that were handed out and not used yet.
 *   action: JoinGroup of a new static member or of a handed-out id adds the member
 *   action: JoinGroup of any other member id: UNKNOWN_MEMBER_ID
 *   action: SyncGroup, Heartbeat: UNKNOWN_MEMBER_ID
 *   action: OffsetCommit without a generation (-1) is accepted
 *   action: LeaveGroup: UNKNOWN_MEMBER_ID for the member; a handed-out id is forgotten
 *   transition: a member is added -> PreparingRebalance, which lasts
 *     group.initial.rebalance.delay.ms
 *   transition: all offsets have expired -> Dead
 *
 * `PreparingRebalance`: waits for every member to send JoinGroup (the join phase).
 *   action: JoinGroup is parked
 *   action: SyncGroup: REBALANCE_IN_PROGRESS
 *   action: Heartbeat renews the session: REBALANCE_IN_PROGRESS
 *   action: OffsetCommit of the last generation is accepted and renews the session
 *   action: LeaveGroup removes the member, which may complete the join phase
 *   transition: all members have joined, or the rebalance timeout passes -> CompletingRebalance
 *   transition: nobody is left -> Empty
 *
 * `CompletingRebalance`: the new generation is known to its members; waits for the leader's
 * assignment.
 *   action: JoinGroup with unchanged metadata answers the present generation again
 *   action: SyncGroup is parked; the leader's stores the assignment
 *   action: Heartbeat renews the session: NONE
 *   action: OffsetCommit: REBALANCE_IN_PROGRESS
 *   action: LeaveGroup removes the member
 *   transition: the assignment is stored -> Stable
 *   transition: a member is added, changes, leaves, expires, or does not sync in time ->
 *     PreparingRebalance
 *
 * `Stable`: every member has, or can ask for, its assignment.
 *   action: JoinGroup of a follower with unchanged metadata answers the present generation
 *   action: JoinGroup of a restarted static member that leaves the selected protocol as it is
 *     likewise
 *   action: SyncGroup answers the assignment
 *   action: Heartbeat renews the session: NONE
 *   action: OffsetCommit is accepted and renews the session
 *   action: LeaveGroup removes the member
 *   transition: the leader joins again, or a member is added, changes, leaves, expires, or has not
 *     synced in time -> PreparingRebalance
 *
 * `Dead`: the coordinator has resigned or the group was deleted.
 *   action: every request: COORDINATOR_NOT_AVAILABLE
 *   transition: none but -> Dead again
 */
export type ClassicGroupState =
  'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** From which states a state may be entered. Each transition asserts it. */
export const VALID_PREVIOUS_STATES: Readonly<
  Record<ClassicGroupState, readonly ClassicGroupState[]>
> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Stable', 'CompletingRebalance', 'Empty'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'],
};
