/**
 * The states of a KIP-848 group, each worked out from epochs and members, never stored. Mirrors
 * `ConsumerGroup.ConsumerGroupState` and `maybeUpdateGroupState` (Kafka 4.3.1).
 *
 * `Empty`: no members; perhaps offsets.
 *   action: ConsumerGroupHeartbeat with epoch 0 adds a member
 *   action: OffsetCommit without an epoch (-1) is accepted
 *   transition: a member joins -> Assigning, or at once what follows the first assignment
 *
 * `Assigning`: the group epoch is ahead of the assignment epoch: a new target assignment is due.
 *   action: a heartbeat of any member computes it, if group.consumer.assignment.interval.ms has
 *     passed since the last one
 *   transition: the target assignment is stored -> Reconciling or Stable
 *
 * `Reconciling`: some member has not reached the target assignment.
 *   action: each heartbeat leads its own member one step further; nobody waits for all
 *   transition: the last member is STABLE in the assignment epoch -> Stable
 *
 * `Stable`: every member has its part of the target assignment.
 *
 * From every state: a member joins, leaves, is fenced or changes its subscription, or a topic gets
 * partitions -> Assigning; the last member goes -> Empty.
 */
export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable';

/**
 * How far a member is on its way to the target assignment. Mirrors `MemberState`.
 *
 * `STABLE`: it has all that it had to get in its epoch.
 * `UNREVOKED_PARTITIONS`: it must give partitions back first; its epoch stays, and the rebalance
 *   timer runs.
 * `UNRELEASED_PARTITIONS`: it is in the target epoch, and waits for partitions that others still
 *   have.
 */
export type ConsumerGroupMemberState = 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS';
