import type { KnownPartition } from '../clientMetadata.ts';
import type { AutoOffsetReset } from './autoOffsetReset.ts';

/**
 * How far a partition is on its way to being fetched (`SubscriptionState.FetchStates`). Only
 * FETCHING has a valid position; AWAIT_VALIDATION has one that the new leader must confirm.
 */
export type FetchState = 'INITIALIZING' | 'FETCHING' | 'AWAIT_RESET' | 'AWAIT_VALIDATION';

/** The next offset to return, with what its leader must agree to (`FetchPosition`). */
export interface FetchPosition {
  readonly offset: number;
  /** Leader epoch of the record before it; -1: unknown, no validation. */
  readonly offsetEpoch: number;
  /** -1: none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/** An assigned partition. Mirrors `SubscriptionState.TopicPartitionState`. */
export class PartitionState {
  readonly topic: string;
  readonly partition: number;
  private currentState: FetchState = 'INITIALIZING';
  private offset = -1;
  private offsetEpoch = -1;
  private currentLeaderId = -1;
  private currentLeaderEpoch = -1;
  private strategy: AutoOffsetReset | null = null;
  private retryAtUs = 0;
  isPaused = false;
  /** About to be given up in an eager rebalance: no more records of it are returned. */
  isPendingRevocation = false;
  /** Assigned, but onPartitionsAssigned has not run (`pendingOnAssignedCallback`). */
  isAwaitingCallback = false;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get fetchState(): FetchState {
    return this.currentState;
  }

  /** The next offset to return; null: none yet. */
  get positionOffset(): number | null {
    return this.hasPosition ? this.offset : null;
  }

  /** The position; null: none yet. A copy. */
  get position(): FetchPosition | null {
    if (!this.hasPosition) return null;
    const { offset, offsetEpoch, currentLeaderId, currentLeaderEpoch } = this;
    return { offset, offsetEpoch, leaderId: currentLeaderId, leaderEpoch: currentLeaderEpoch };
  }

  /** Leader epoch of the record before the position; -1: unknown. */
  get positionEpoch(): number {
    return this.offsetEpoch;
  }

  /** The leader to fetch from; -1: unknown. */
  get leaderId(): number {
    return this.currentLeaderId;
  }

  get leaderEpoch(): number {
    return this.currentLeaderEpoch;
  }

  get hasValidPosition(): boolean {
    return this.currentState === 'FETCHING';
  }

  get isFetchable(): boolean {
    return !this.isPaused && !this.isHeldBack && this.currentState === 'FETCHING';
  }

  /** True if it waits for its committed offset. */
  get shouldInitialize(): boolean {
    return this.currentState === 'INITIALIZING' && !this.isHeldBack;
  }

  /** Where to reset to, while it awaits a reset. */
  get resetStrategy(): AutoOffsetReset | null {
    return this.strategy;
  }

  private get isHeldBack(): boolean {
    return this.isPendingRevocation || this.isAwaitingCallback;
  }

  private get hasPosition(): boolean {
    return this.currentState === 'FETCHING' || this.currentState === 'AWAIT_VALIDATION';
  }

  /** True if it is in this state and its retry backoff is over. */
  isDue(state: 'AWAIT_RESET' | 'AWAIT_VALIDATION', nowUs: number): boolean {
    return this.currentState === state && nowUs >= this.retryAtUs;
  }

  /** The next try is allowed from this time on. */
  setRetryAt(retryAtUs: number): void {
    this.retryAtUs = retryAtUs;
  }

  /** The position must be reset, by ListOffsets. */
  requestReset(strategy: AutoOffsetReset): void {
    this.currentState = 'AWAIT_RESET';
    this.strategy = strategy;
    this.retryAtUs = 0;
  }

  /** Sets the position, to be confirmed by the leader first if its epoch is known. */
  seek(offset: number, offsetEpoch: number, leader: KnownPartition | null): void {
    this.seekValidated(offset, offsetEpoch);
    this.setLeader(leader);
  }

  /** Sets the position; the leader stays as it is. */
  seekValidated(offset: number, offsetEpoch: number): void {
    this.currentState = 'FETCHING';
    this.offset = offset;
    this.offsetEpoch = offsetEpoch;
    this.strategy = null;
    this.retryAtUs = 0;
  }

  /** Records up to here (exclusive) were returned. */
  advance(offset: number, offsetEpoch: number): void {
    this.offset = offset;
    this.offsetEpoch = offsetEpoch;
  }

  /** New metadata: a position under another leader or leader epoch must be validated. */
  onLeader(leader: KnownPartition | null): void {
    if (!this.hasPosition || leader === null || leader.leaderId < 0) return;
    if (leader.leaderId === this.currentLeaderId && leader.leaderEpoch === this.currentLeaderEpoch)
      return;
    this.setLeader(leader);
  }

  /** The leader has confirmed the position. */
  completeValidation(): void {
    this.currentState = 'FETCHING';
    this.retryAtUs = 0;
  }

  private setLeader(leader: KnownPartition | null): void {
    this.currentLeaderId = leader?.leaderId ?? -1;
    this.currentLeaderEpoch = leader?.leaderEpoch ?? -1;
    this.retryAtUs = 0;
    const needsValidation = this.offsetEpoch >= 0 && this.currentLeaderEpoch >= 0;
    this.currentState = needsValidation ? 'AWAIT_VALIDATION' : 'FETCHING';
  }
}
