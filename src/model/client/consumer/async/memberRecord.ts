import { illegalState } from '../consumerError.ts';
import type { ConsumerMemberState } from './consumerMemberState.ts';
import { VALID_PREVIOUS_MEMBER_STATES } from './consumerMemberState.ts';
import type { LocalAssignment } from './localAssignment.ts';
import { isSameAssignment, NO_ASSIGNMENT } from './localAssignment.ts';

const JOIN_EPOCH = 0;

/** What a member knows of its membership. Mirrors fields of `AbstractMembershipManager`. */
export class MemberRecord {
  /** Told when the epoch changes: null if the new one is not valid (joining or leaving). */
  onEpoch: (epoch: number | null) => void = () => undefined;
  /** What the member owns and has, or will have, told the coordinator. */
  current: LocalAssignment = NO_ASSIGNMENT;
  /** What the coordinator last assigned. */
  target: LocalAssignment = NO_ASSIGNMENT;
  private currentState: ConsumerMemberState = 'UNSUBSCRIBED';
  private currentEpoch = JOIN_EPOCH;

  get state(): ConsumerMemberState {
    return this.currentState;
  }

  get epoch(): number {
    return this.currentEpoch;
  }

  get isNotInGroup(): boolean {
    const { state } = this;
    return state === 'UNSUBSCRIBED' || state === 'FENCED' || state === 'FATAL' || state === 'STALE';
  }

  get isTargetReconciled(): boolean {
    return isSameAssignment(this.current, this.target);
  }

  /** True if an assignment may be taken now. */
  get canTakeAssignment(): boolean {
    return VALID_PREVIOUS_MEMBER_STATES.RECONCILING.includes(this.currentState);
  }

  /** Throws IllegalStateException unless the state may follow the present one. */
  transitionTo(next: ConsumerMemberState): void {
    const { currentState } = this;
    if (currentState !== next && !VALID_PREVIOUS_MEMBER_STATES[next].includes(currentState))
      throw illegalState(`a member cannot go from ${currentState} to ${next}`);
    this.currentState = next;
  }

  setEpoch(epoch: number): void {
    if (epoch === this.currentEpoch) return;
    this.currentEpoch = epoch;
    this.onEpoch(epoch > 0 ? epoch : null);
  }

  resetEpoch(): void {
    this.setEpoch(JOIN_EPOCH);
  }
}
