import type { ErrorCode } from '../protocol/errorCode.ts';
import type { Assignment } from '../protocol/requests.ts';
import type { ClassicGroupState } from './classicGroupState.ts';
import type { ConsumerGroupState } from './consumer/consumerGroupState.ts';

/** The state of a group, of whichever protocol. */
export type GroupState = ClassicGroupState | ConsumerGroupState;

/** Why a member is no longer in its group. */
export type MemberRemovalReason =
  | 'session expired'
  | 'left'
  | 'did not rejoin within the rebalance timeout'
  | 'did not sync within the rebalance timeout'
  | 'did not give partitions back in time'
  | 'replaced by a new process with its instance id'
  | 'group.max.size reached';

/** A member's part of an assignment. `clientId` is the client id it joined with. */
export interface ObservedAssignment<Assigned> {
  readonly memberId: string;
  readonly clientId: string;
  /** null: nothing. */
  readonly assignment: Assigned | null;
}

/**
 * Hears what the coordinator does, for the history. Calls come at the moment of the change, in
 * order.
 */
export interface GroupObserver<Assigned = Assignment> {
  /**
   * `from` is `none` if this coordinator has just made the group or read it from the log.
   * `generation` is that of the state entered; of a KIP-848 group, its group epoch.
   */
  onGroupStateChanged(
    groupId: string,
    from: GroupState | 'none',
    to: GroupState,
    generation: number,
    reason: string,
  ): void;

  onMemberAdded(
    groupId: string,
    memberId: string,
    clientId: string,
    groupInstanceId: string | null,
  ): void;

  /** `detail`: what a leaving member gave as its reason; else ''. */
  onMemberRemoved(
    groupId: string,
    memberId: string,
    clientId: string,
    reason: MemberRemovalReason,
    detail: string,
  ): void;

  /**
   * The assignment of a generation is stored, or stored again with the new id of a static member.
   * Of a KIP-848 group: a target assignment; `generation` is its epoch, `leaderId` is ''.
   */
  onAssignmentStored(
    groupId: string,
    generation: number,
    protocol: string,
    leaderId: string,
    members: readonly ObservedAssignment<Assigned>[],
  ): void;

  /** The record is committed. `generation` is the request's: -1 for a commit without a group. */
  onOffsetStored(
    groupId: string,
    topic: string,
    partition: number,
    offset: number,
    memberId: string,
    clientId: string,
    generation: number,
  ): void;

  /** A coordinator that takes over has read this offset; who committed it the log does not say. */
  onOffsetLoaded?(groupId: string, topic: string, partition: number, offset: number): void;

  /**
   * The commit was answered with this error. If the write only took too long, or the coordinator
   * resigned before it was over, the offset may still be stored, and `onOffsetStored` or
   * `onOffsetLoaded` follows.
   */
  onOffsetRefused(
    groupId: string,
    topic: string,
    partition: number,
    offset: number,
    memberId: string,
    clientId: string,
    generation: number,
    error: ErrorCode,
  ): void;
}
