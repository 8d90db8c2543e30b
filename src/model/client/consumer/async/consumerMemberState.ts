/**
 * The states of a member of a group under `group.protocol=consumer`, as the client sees them.
 * Mirrors `MemberState` (Kafka 4.3.1).
 *
 * `UNSUBSCRIBED`: in no group.
 *   action: no heartbeats; commits carry epoch -1
 *   transition: a poll after subscribe -> JOINING
 *
 * `JOINING`: wants to join with epoch 0.
 *   action: a full heartbeat at once, and after each failed one when its backoff is over
 *   transition: answered with an assignment -> RECONCILING, with an empty one -> STABLE
 *
 * `RECONCILING`: the target differs from what it owns.
 *   action: heartbeats each interval; commits, revokes and takes partitions step by step
 *   transition: the target is taken over -> ACKNOWLEDGING
 *
 * `ACKNOWLEDGING`: owns the target and has not told so.
 *   action: a heartbeat at once
 *   transition: sent -> STABLE, or RECONCILING if there is a newer target
 *
 * `STABLE`: owns its target.
 *   action: heartbeats each interval
 *   transition: a new target -> RECONCILING
 *
 * `FENCED`: the coordinator has removed it.
 *   action: no heartbeats; onPartitionsLost runs in the next poll
 *   transition: that is done -> JOINING
 *
 * `PREPARE_LEAVING`: gives its partitions back before it leaves.
 *   action: heartbeats each interval
 *   transition: given back -> LEAVING
 *
 * `LEAVING`: the last heartbeat, with a negative epoch, goes out at once.
 *   transition: sent or impossible -> UNSUBSCRIBED, or STALE if max.poll.interval.ms was the reason
 *
 * `STALE`: left because it was not polled.
 *   action: no heartbeats; onPartitionsLost runs in the next poll
 *   transition: that is done and a poll has come -> JOINING
 *
 * `FATAL`: an error that no heartbeat can mend.
 *   action: no heartbeats; onPartitionsLost runs in the next poll
 *   transition: none
 */
export type ConsumerMemberState =
  | 'UNSUBSCRIBED'
  | 'JOINING'
  | 'RECONCILING'
  | 'ACKNOWLEDGING'
  | 'STABLE'
  | 'FENCED'
  | 'PREPARE_LEAVING'
  | 'LEAVING'
  | 'STALE'
  | 'FATAL';

/** From which states a state may be entered. */
export const VALID_PREVIOUS_MEMBER_STATES: Readonly<
  Record<ConsumerMemberState, readonly ConsumerMemberState[]>
> = {
  STABLE: ['JOINING', 'ACKNOWLEDGING', 'RECONCILING'],
  RECONCILING: ['STABLE', 'JOINING', 'ACKNOWLEDGING', 'RECONCILING'],
  ACKNOWLEDGING: ['RECONCILING'],
  FATAL: [
    'JOINING',
    'STABLE',
    'RECONCILING',
    'ACKNOWLEDGING',
    'PREPARE_LEAVING',
    'LEAVING',
    'UNSUBSCRIBED',
  ],
  FENCED: ['JOINING', 'STABLE', 'RECONCILING', 'ACKNOWLEDGING', 'PREPARE_LEAVING', 'LEAVING'],
  JOINING: ['FENCED', 'UNSUBSCRIBED', 'STALE'],
  PREPARE_LEAVING: ['JOINING', 'STABLE', 'RECONCILING', 'ACKNOWLEDGING', 'UNSUBSCRIBED'],
  LEAVING: ['PREPARE_LEAVING'],
  UNSUBSCRIBED: ['PREPARE_LEAVING', 'LEAVING', 'FENCED'],
  STALE: ['LEAVING'],
};
