import { invariant } from '../../sim/errors.ts';
import { JavaHashMap } from '../javaHashMapOrder.ts';
import type { ErrorCode } from '../protocol/errorCode.ts';
import type { JoinGroupResponse } from '../protocol/responses.ts';
import { VALID_PREVIOUS_STATES } from './classicGroupState.ts';
import type { ClassicGroupState } from './classicGroupState.ts';
import type { ClassicGroupMember, JoinResponder, MemberProtocol } from './classicGroupMember.ts';
import { CoordinatorTimer } from './coordinatorTimers.ts';
import type { CoordinatorTimers } from './coordinatorTimers.ts';
import type { GroupObserver, MemberRemovalReason } from './groupObserver.ts';
import { newJoinGroupError, newSyncGroupError } from './groupResponse.ts';

/** Runs when a timer of a group is due. */
export interface GroupTimeouts<Metadata, Assigned> {
  onInitialDelayElapsed(group: ClassicGroup<Metadata, Assigned>): void;
  onJoinTimeout(group: ClassicGroup<Metadata, Assigned>): void;
  onSyncTimeout(group: ClassicGroup<Metadata, Assigned>): void;
}

type Member<Metadata, Assigned> = ClassicGroupMember<Metadata, Assigned>;

/**
 * A group of the classic protocol as its coordinator holds it in memory: members, generation,
 * votes, and who is waited for. Mirrors `ClassicGroup`. Which step follows which is up to
 * `Rebalancer` and the handlers of requests; here each step is one method. All members are in
 * Java's HashMap order.
 */
export class ClassicGroup<Metadata, Assigned> {
  readonly groupId: string;
  readonly members = new JavaHashMap<Member<Metadata, Assigned>>();
  /**
   * Member ids handed out by MEMBER_ID_REQUIRED and not used yet, with the timers that forget them.
   */
  readonly pendingJoin = new Map<string, CoordinatorTimer>();
  /** Members of the present generation that have not sent SyncGroup. */
  readonly pendingSync = new Set<string>();
  readonly initialDelayTimer: CoordinatorTimer;
  readonly joinTimer: CoordinatorTimer;
  readonly syncTimer: CoordinatorTimer;
  generationId = 0;
  /** null: no member has ever joined. */
  protocolType: string | null = null;
  /** The selected protocol; null in an empty group. */
  protocolName: string | null = null;
  leaderId: string | null = null;
  /** When the state was entered, in ms; -1: unknown. */
  currentStateTimestampMs: number;
  /** Topics that the members of this generation subscribe to; null: the coordinator cannot tell. */
  subscribedTopics: ReadonlySet<string> | null = null;
  /** A member has joined since the initial delay last began. */
  isNewMemberAdded = false;
  /** The delay that is running, and what remains of the rebalance timeout after it. */
  initialDelayUs = 0;
  initialRemainingUs = 0;
  private currentState: ClassicGroupState;
  private lastState: ClassicGroupState = 'Dead';
  private readonly staticMemberIds = new Map<string, string>();
  private readonly supporters = new Map<string, number>();
  private joiningCount = 0;
  private readonly timers: CoordinatorTimers;
  private readonly observer: GroupObserver<Assigned>;

  /** A group that has just come into being or been read from the log, in the state given. */
  constructor(
    groupId: string,
    state: 'Empty' | 'Stable',
    timers: CoordinatorTimers,
    observer: GroupObserver<Assigned>,
    timeouts: GroupTimeouts<Metadata, Assigned>,
  ) {
    this.groupId = groupId;
    this.currentState = state;
    this.timers = timers;
    this.observer = observer;
    this.currentStateTimestampMs = Math.floor(timers.nowUs / 1000);
    this.initialDelayTimer = new CoordinatorTimer(() => timeouts.onInitialDelayElapsed(this));
    this.joinTimer = new CoordinatorTimer(() => timeouts.onJoinTimeout(this));
    this.syncTimer = new CoordinatorTimer(() => timeouts.onSyncTimeout(this));
  }

  get state(): ClassicGroupState {
    return this.currentState;
  }

  /** The state before the present one; Dead for a group that has never changed. */
  get previousState(): ClassicGroupState {
    return this.lastState;
  }

  /** True in the states that a rebalance may start from. */
  get canRebalance(): boolean {
    return VALID_PREVIOUS_STATES.PreparingRebalance.includes(this.currentState);
  }

  /** How many members have a JoinGroup parked. */
  get awaitingJoinCount(): number {
    return this.joiningCount;
  }

  get hasAllMembersJoined(): boolean {
    return this.members.size === this.joiningCount && this.pendingJoin.size === 0;
  }

  /** The longest rebalance timeout of a member; 0 without members. */
  get rebalanceTimeoutUs(): number {
    let longestMs = 0;
    for (const member of this.members.values()) {
      longestMs = Math.max(longestMs, member.rebalanceTimeoutMs);
    }
    return longestMs * 1000;
  }

  /** Enters a state; one that may not follow the present state is a bug. */
  transitionTo(next: ClassicGroupState, reason: string): void {
    const from = this.currentState;
    invariant(
      VALID_PREVIOUS_STATES[next].includes(from),
      `group ${this.groupId} goes from ${from} to ${next}: ${reason}`,
      this.timers.nowUs,
    );
    this.lastState = from;
    this.currentState = next;
    this.currentStateTimestampMs = Math.floor(this.timers.nowUs / 1000);
    this.observer.onGroupStateChanged(this.groupId, from, next, this.generationId, reason);
  }

  /** Adds a member, with its JoinGroup parked if there is one. The first becomes the leader. */
  add(member: Member<Metadata, Assigned>, respond: JoinResponder<Metadata> | null): void {
    const { memberId, groupInstanceId } = member;
    if (groupInstanceId !== null) {
      invariant(!this.staticMemberIds.has(groupInstanceId), `two members are ${groupInstanceId}`);
      this.staticMemberIds.set(groupInstanceId, memberId);
    }
    if (this.members.size === 0) this.protocolType = member.protocolType;
    this.leaderId ??= memberId;
    this.members.set(memberId, member);
    this.countSupport(member, 1);
    this.parkJoin(member, respond);
    this.forgetPending(memberId);
  }

  /** Takes a member out; the next leader is the first that remains. */
  remove(memberId: string, reason: MemberRemovalReason, detail = ''): void {
    const member = this.members.get(memberId);
    if (member === undefined) return;
    this.members.delete(memberId);
    this.countSupport(member, -1);
    this.parkJoin(member, null);
    if (member.groupInstanceId !== null) this.staticMemberIds.delete(member.groupInstanceId);
    if (this.leaderId === memberId) this.leaderId = this.members.keys()[0] ?? null;
    this.pendingSync.delete(memberId);
    this.timers.cancel(member.sessionTimer);
    this.observer.onMemberRemoved(this.groupId, memberId, member.clientId, reason, detail);
  }

  /** Forgets a member id that was handed out. */
  forgetPending(memberId: string): void {
    const timer = this.pendingJoin.get(memberId);
    if (timer === undefined) return;
    this.timers.cancel(timer);
    this.pendingJoin.delete(memberId);
  }

  /** A member joins again: takes over what it says now and parks its request. */
  update(
    member: Member<Metadata, Assigned>,
    protocols: readonly MemberProtocol<Metadata>[],
    rebalanceTimeoutMs: number,
    sessionTimeoutMs: number,
    respond: JoinResponder<Metadata> | null,
  ): void {
    this.countSupport(member, -1);
    member.protocols = protocols;
    this.countSupport(member, 1);
    member.rebalanceTimeoutMs = rebalanceTimeoutMs;
    member.sessionTimeoutMs = sessionTimeoutMs;
    this.parkJoin(member, respond);
  }

  /**
   * Puts a static member's new incarnation in the place of the old one. Whoever still waits under
   * the old id is fenced.
   */
  replaceStaticMember(
    old: Member<Metadata, Assigned>,
    successor: Member<Metadata, Assigned>,
  ): void {
    this.members.delete(old.memberId);
    this.completeJoin(old, newJoinGroupError(old.memberId, 'FENCED_INSTANCE_ID'));
    if (old.awaitingSync !== null) {
      const respond = old.awaitingSync;
      old.awaitingSync = null;
      respond(newSyncGroupError('FENCED_INSTANCE_ID'));
    }
    this.members.set(successor.memberId, successor);
    if (this.leaderId === old.memberId) this.leaderId = successor.memberId;
    this.staticMemberIds.set(successor.groupInstanceId!, successor.memberId);
    this.timers.cancel(old.sessionTimer);
  }

  /** The member id of an instance id; undefined: no such member. */
  staticMemberId(groupInstanceId: string): string | undefined {
    return this.staticMemberIds.get(groupInstanceId);
  }

  /** Answers the member's parked JoinGroup, if there is one. */
  completeJoin(member: Member<Metadata, Assigned>, response: JoinGroupResponse<Metadata>): void {
    const respond = member.awaitingJoin;
    if (respond === null) return;
    this.parkJoin(member, null);
    respond(response);
  }

  /**
   * If the leader has not joined again, the first member that has becomes leader. False if nobody
   * has, or nobody is left.
   */
  maybeElectNewJoinedLeader(): boolean {
    if (this.leaderId === null) return false;
    if (this.members.get(this.leaderId)!.awaitingJoin !== null) return true;
    const joined = this.members.values().find((member) => member.awaitingJoin !== null);
    if (joined === undefined) return false;
    this.leaderId = joined.memberId;
    return true;
  }

  /** The join phase is over: the next generation begins, with members or without. */
  initNextGeneration(): void {
    this.generationId++;
    this.pendingSync.clear();
    if (this.members.size > 0) {
      this.protocolName = this.selectProtocol();
      this.transitionTo('CompletingRebalance', 'the join phase is complete');
    } else {
      this.protocolName = null;
      this.transitionTo('Empty', 'no members are left');
    }
  }

  /**
   * The protocol that most members prefer among those that all offer; the first in Java's HashMap
   * order of the names if several have most votes.
   */
  selectProtocol(): string {
    const candidates = new Set<string>();
    for (const [name, count] of this.supporters) {
      if (count === this.members.size) candidates.add(name);
    }
    const votes = new JavaHashMap<number>();
    for (const member of this.members.values()) {
      const choice = member.vote(candidates);
      votes.set(choice, (votes.get(choice) ?? 0) + 1);
    }
    let winner: [string, number] | null = null;
    for (const entry of votes) if (winner === null || entry[1] > winner[1]) winner = entry;
    invariant(winner !== null, `group ${this.groupId} without members selects a protocol`);
    return winner[0];
  }

  /** True if a joiner offers a protocol that every member offers. An empty group takes any. */
  supportsProtocols(protocolType: string, protocols: readonly MemberProtocol<Metadata>[]): boolean {
    if (this.currentState === 'Empty') return protocolType !== '' && protocols.length > 0;
    if (this.protocolType !== protocolType) return false;
    return protocols.some(({ name }) => (this.supporters.get(name) ?? 0) === this.members.size);
  }

  /** What the leader is told of the members when a generation begins. */
  currentMembers(): JoinGroupResponse<Metadata>['members'] {
    return this.members.values().map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: member.metadata(this.protocolName!),
    }));
  }

  /** Whether a request may speak for a member: NONE, UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID. */
  validateMember(memberId: string, groupInstanceId: string | null): ErrorCode {
    if (groupInstanceId !== null) {
      const existing = this.staticMemberIds.get(groupInstanceId);
      if (existing === undefined) return 'UNKNOWN_MEMBER_ID';
      if (existing !== memberId) return 'FENCED_INSTANCE_ID';
    }
    return this.members.has(memberId) ? 'NONE' : 'UNKNOWN_MEMBER_ID';
  }

  /**
   * As `validateMember`, for requests that carry a generation; also ILLEGAL_GENERATION, and Dead.
   */
  validateGeneration(
    memberId: string,
    groupInstanceId: string | null,
    generationId: number,
  ): ErrorCode {
    if (this.currentState === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    const error = this.validateMember(memberId, groupInstanceId);
    if (error !== 'NONE') return error;
    return generationId === this.generationId ? 'NONE' : 'ILLEGAL_GENERATION';
  }

  private parkJoin(
    member: Member<Metadata, Assigned>,
    respond: JoinResponder<Metadata> | null,
  ): void {
    if (member.awaitingJoin !== null) this.joiningCount--;
    if (respond !== null) this.joiningCount++;
    member.awaitingJoin = respond;
  }

  private countSupport(member: Member<Metadata, Assigned>, change: 1 | -1): void {
    for (const { name } of member.protocols) {
      this.supporters.set(name, (this.supporters.get(name) ?? 0) + change);
    }
  }
}
