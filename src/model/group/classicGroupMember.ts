import { invariant } from '../../sim/errors.ts';
import type { JoinGroupResponse, SyncGroupResponse } from '../protocol/responses.ts';
import { CoordinatorTimer } from './coordinatorTimers.ts';
import { isSameStructure } from './isSameStructure.ts';

/** A protocol (assignor) that a member offers, with its metadata for it. */
export interface MemberProtocol<Metadata> {
  readonly name: string;
  readonly metadata: Metadata;
}

export type JoinResponder<Metadata> = (response: JoinGroupResponse<Metadata>) => void;
export type SyncResponder<Assigned> = (response: SyncGroupResponse<Assigned>) => void;

/** What a member brings along when it joins. */
export interface MemberSpec<Metadata> {
  readonly memberId: string;
  /** null: dynamic member. */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly protocolType: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  /** In order of preference. */
  readonly protocols: readonly MemberProtocol<Metadata>[];
}

/**
 * A member of a group of the classic protocol, with its parked requests. Mirrors
 * `ClassicGroupMember`.
 */
export class ClassicGroupMember<Metadata, Assigned> {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly protocolType: string;
  /** Removes the member when its session ends. */
  readonly sessionTimer: CoordinatorTimer;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly MemberProtocol<Metadata>[];
  /** null: nothing. */
  assignment: Assigned | null = null;
  /** Added, and not yet in a generation: its parked JoinGroup can expire. */
  isNew = false;
  /** Answers the parked JoinGroup; null: none is parked. */
  awaitingJoin: JoinResponder<Metadata> | null = null;
  /** Answers the parked SyncGroup; null: none is parked. */
  awaitingSync: SyncResponder<Assigned> | null = null;

  constructor(
    spec: MemberSpec<Metadata>,
    onSessionExpired: (member: ClassicGroupMember<Metadata, Assigned>) => void,
  ) {
    this.memberId = spec.memberId;
    this.groupInstanceId = spec.groupInstanceId;
    this.clientId = spec.clientId;
    this.protocolType = spec.protocolType;
    this.rebalanceTimeoutMs = spec.rebalanceTimeoutMs;
    this.sessionTimeoutMs = spec.sessionTimeoutMs;
    this.protocols = spec.protocols;
    this.sessionTimer = new CoordinatorTimer(() => onSessionExpired(this));
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null;
  }

  /** A member whose request is parked need not send heartbeats, unless it is new. */
  get hasSatisfiedHeartbeat(): boolean {
    return !this.isNew && (this.awaitingJoin !== null || this.awaitingSync !== null);
  }

  /**
   * True if these are the protocols and metadata that the member last joined with, in the same
   * order.
   */
  matches(protocols: readonly MemberProtocol<Metadata>[]): boolean {
    return isSameStructure(this.protocols, protocols);
  }

  /** The member's metadata for a protocol that it offers. */
  metadata(protocolName: string): Metadata {
    const protocol = this.protocols.find(({ name }) => name === protocolName);
    invariant(protocol !== undefined, `${this.memberId} does not offer ${protocolName}`);
    return protocol.metadata;
  }

  /** The member's first choice among the candidates, one of which it must offer. */
  vote(candidates: ReadonlySet<string>): string {
    const protocol = this.protocols.find(({ name }) => candidates.has(name));
    invariant(protocol !== undefined, `${this.memberId} offers no candidate`);
    return protocol.name;
  }
}
