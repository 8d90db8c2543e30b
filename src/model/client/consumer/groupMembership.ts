import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { Generation } from './generation.ts';
import { isSameGeneration, NO_GENERATION } from './generation.ts';

/**
 * Where a member of a classic group stands. From `AbstractCoordinator.MemberState`: UNJOINED: not
 * part of a group; PREPARING_REBALANCE: JoinGroup sent; COMPLETING_REBALANCE: JoinGroup answered,
 * SyncGroup sent; STABLE: has an assignment and heartbeats.
 */
export type MemberState = 'UNJOINED' | 'PREPARING_REBALANCE' | 'COMPLETING_REBALANCE' | 'STABLE';

/**
 * What a member of a classic group knows of its membership. Mirrors fields of
 * `AbstractCoordinator`.
 */
export class GroupMembership {
  private currentState: MemberState = 'UNJOINED';
  private currentGeneration: Generation = NO_GENERATION;
  private isRejoinNeeded = true;
  /** The next join must first commit and revoke (`onJoinPrepare`). */
  needsJoinPrepare = true;

  get state(): MemberState {
    return this.currentState;
  }

  get generation(): Generation {
    return this.currentGeneration;
  }

  /**
   * A rejoin has been asked for. A changed subscription or partition count is found by the next
   * poll.
   */
  get rejoinNeeded(): boolean {
    return this.isRejoinNeeded;
  }

  /** Not joined: heartbeats would be refused. */
  get hasNotJoined(): boolean {
    return this.currentState === 'UNJOINED' || this.currentState === 'PREPARING_REBALANCE';
  }

  get isRebalancing(): boolean {
    return (
      this.currentState === 'PREPARING_REBALANCE' || this.currentState === 'COMPLETING_REBALANCE'
    );
  }

  /** True after the generation has been reset and before JoinGroup is answered. */
  get isGenerationReset(): boolean {
    return (
      this.currentGeneration.generationId === -1 && this.currentGeneration.protocolName === null
    );
  }

  /** The generation, or null unless STABLE. */
  get generationIfStable(): Generation | null {
    return this.currentState === 'STABLE' ? this.currentGeneration : null;
  }

  /** True if nothing has happened to the membership since a request was sent under `sent`. */
  isUnchangedSince(sent: Generation): boolean {
    return isSameGeneration(this.currentGeneration, sent);
  }

  onJoinSent(): void {
    this.currentState = 'PREPARING_REBALANCE';
  }

  onJoined(generation: Generation): void {
    this.currentState = 'COMPLETING_REBALANCE';
    this.currentGeneration = generation;
  }

  onSynced(): void {
    this.currentState = 'STABLE';
    this.isRejoinNeeded = false;
  }

  /** MEMBER_ID_REQUIRED (KIP-394): the coordinator has given the member its id. */
  onMemberIdGiven(memberId: string): void {
    this.currentGeneration = { generationId: -1, memberId, protocolName: null };
    this.requestRejoin();
  }

  requestRejoin(): void {
    this.isRejoinNeeded = true;
  }

  /**
   * The membership is over. The member id goes too if the coordinator does not know it any more.
   */
  resetAndRejoin(forgetMemberId: boolean): void {
    const { memberId } = this.currentGeneration;
    this.currentState = 'UNJOINED';
    this.currentGeneration = forgetMemberId
      ? NO_GENERATION
      : { generationId: -1, memberId, protocolName: null };
    this.requestRejoin();
    this.needsJoinPrepare = true;
  }

  /**
   * As `resetAndRejoin` after an error of the coordinator: ILLEGAL_GENERATION leaves the member its
   * id.
   */
  resetOnError(error: ErrorCode): void {
    this.resetAndRejoin(error !== 'ILLEGAL_GENERATION');
  }
}
