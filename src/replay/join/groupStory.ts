import type { AssignedTopic, GroupEntry } from '../../adapters/kafka/logs/groupEntry.ts';
import type { TopicNames } from '../../adapters/kafka/member/topicNames.ts';
import type { EventPartition, HistoryEvent, InternalEvent } from '../../history/event.ts';
import type { WallClock } from '../runClock.ts';
import type { CoordinatorLine } from './coordinatorLines.ts';

type GroupSource =
  | { readonly atMs: number; readonly entry: GroupEntry }
  | { readonly atMs: number; readonly line: CoordinatorLine };

interface Member {
  readonly memberId: string;
  readonly client: string;
}

interface GroupState {
  readonly members: Map<string, Member>;
  /** KIP-848: what each member is to own in the end. */
  readonly targets: Map<string, readonly EventPartition[]>;
  state: string;
  generation: number;
}

/** What the story is told for. */
export interface StoryParts {
  readonly names: TopicNames;
  readonly clock: WallClock;
  /** Member id to client id, of all that the records name. */
  readonly clients: ReadonlyMap<string, string>;
  /** The process that coordinated a group of the scenario then, in milliseconds since 1970. */
  readonly coordinatorAt: (group: string, atMs: number) => string;
}

/**
 * The coordinator's story of the run's groups as internal events: members, rebalances, assignments.
 * The records of `__consumer_offsets` say what was decided; the broker's own log says when members
 * came and went in between, and why.
 */
export class GroupStory {
  private readonly events: HistoryEvent[] = [];
  private readonly parts: StoryParts;
  private readonly groups = new Map<string, GroupState>();
  private readonly reasons = new Map<string, string>();

  constructor(parts: StoryParts) {
    this.parts = parts;
  }

  /** Tells it all, in order of time; at one moment what a line says comes first. */
  tell(entries: readonly GroupEntry[], lines: readonly CoordinatorLine[]): readonly HistoryEvent[] {
    for (const line of lines)
      if (line.type === 'MemberGone') this.reasons.set(line.memberId, line.reason);
    const sources: GroupSource[] = [
      ...lines.map((line) => ({ atMs: line.atMs, line })),
      ...entries.map((entry) => ({ atMs: entry.atMs, entry })),
    ];
    for (const source of sources.sort((a, b) => a.atMs - b.atMs)) {
      if ('line' in source) this.takeLine(source.line);
      else this.takeEntry(source.entry);
    }
    return this.events;
  }

  private takeLine(line: CoordinatorLine): void {
    const group = this.parts.names.inScenario(line.group);
    if (group === null) return;
    switch (line.type) {
      case 'MemberJoined':
        return this.add(group, line.memberId, line.atMs);
      case 'MemberGone':
        return this.remove(group, line.memberId, line.atMs);
      case 'RebalanceBegun':
        return this.enter(group, 'PreparingRebalance', line.generation, line.atMs, line.reason);
      case 'JoinPhaseOver': {
        const why = 'the join phase is complete';
        return this.enter(group, 'CompletingRebalance', line.generation, line.atMs, why);
      }
      case 'GroupEmpty':
        return this.enter(group, 'Empty', line.generation, line.atMs, 'nobody is left');
    }
  }

  private takeEntry(entry: GroupEntry): void {
    const group = this.parts.names.inScenario(entry.groupId);
    if (group === null) return;
    switch (entry.type) {
      case 'GroupGeneration':
        return this.takeGeneration(group, entry);
      case 'MemberSubscription':
        return this.add(group, entry.memberId, entry.atMs);
      case 'MemberRemoved':
        return this.remove(group, entry.memberId, entry.atMs);
      case 'GroupEpoch':
        return this.enter(group, 'Assigning', entry.groupEpoch, entry.atMs, 'a new group epoch');
      case 'TargetAssignment':
        this.stateOf(group).targets.set(entry.memberId, this.own(entry.assignment));
        return;
      case 'TargetEpoch':
        return this.takeTarget(group, entry.assignmentEpoch, entry.atMs);
      default:
    }
  }

  private takeGeneration(
    group: string,
    entry: GroupEntry & { readonly type: 'GroupGeneration' },
  ): void {
    const { atMs, generationId: generation, protocol, leaderId, members } = entry;
    const { members: known } = this.stateOf(group);
    const present = new Set(members.map(({ memberId }) => memberId));
    // What the broker's log did not tell, this tells.
    for (const { memberId } of members) this.add(group, memberId, atMs);
    for (const memberId of [...known.keys()]) {
      if (!present.has(memberId)) this.remove(group, memberId, atMs);
    }
    if (protocol === null) return;
    this.push({
      type: 'AssignmentStored',
      atUs: this.at(atMs),
      process: this.parts.coordinatorAt(group, atMs),
      group,
      generation,
      protocol,
      leader: leaderId ?? '',
      members: members.map(({ memberId, clientId, assignment }) => {
        return { memberId, client: clientId, partitions: this.own(assignment ?? []) };
      }),
    });
    this.enter(group, 'Stable', generation, atMs, 'the assignment is stored');
  }

  private takeTarget(group: string, generation: number, atMs: number): void {
    const { members, targets } = this.stateOf(group);
    this.push({
      type: 'AssignmentStored',
      atUs: this.at(atMs),
      process: this.parts.coordinatorAt(group, atMs),
      group,
      generation,
      protocol: 'consumer',
      leader: '',
      members: [...members.values()].map(({ memberId, client }) => {
        return { memberId, client, partitions: targets.get(memberId) ?? [] };
      }),
    });
    const state = members.size === 0 ? 'Empty' : 'Reconciling';
    this.enter(group, state, generation, atMs, 'the target assignment is stored');
  }

  private add(group: string, memberId: string, atMs: number): void {
    const { members } = this.stateOf(group);
    if (members.has(memberId)) return;
    const client = this.parts.clients.get(memberId);
    // It came and went before anything was decided about it.
    if (client === undefined) return;
    members.set(memberId, { memberId, client });
    const process = this.parts.coordinatorAt(group, atMs);
    this.push({ type: 'MemberAdded', atUs: this.at(atMs), process, group, memberId, client });
  }

  private remove(group: string, memberId: string, atMs: number): void {
    const { members, targets } = this.stateOf(group);
    const member = members.get(memberId);
    if (member === undefined) return;
    members.delete(memberId);
    targets.delete(memberId);
    const { client } = member;
    // The record says only that it is gone.
    const reason = this.reasons.get(memberId) ?? 'left';
    this.push({
      type: 'MemberRemoved',
      atUs: this.at(atMs),
      process: this.parts.coordinatorAt(group, atMs),
      group,
      memberId,
      client,
      reason,
    });
  }

  private enter(group: string, to: string, generation: number, atMs: number, reason: string): void {
    const known = this.stateOf(group);
    const from = known.state;
    if (from === to && known.generation === generation) return;
    known.state = to;
    known.generation = generation;
    this.push({
      type: 'GroupStateChanged',
      atUs: this.at(atMs),
      process: this.parts.coordinatorAt(group, atMs),
      group,
      from,
      to,
      generation,
      reason,
    });
  }

  private own(topics: readonly AssignedTopic[]): readonly EventPartition[] {
    return topics.flatMap(({ topic, partitions }) => {
      const name = topic === null ? null : this.parts.names.inScenario(topic);
      return name === null ? [] : partitions.map((partition) => ({ topic: name, partition }));
    });
  }

  private stateOf(group: string): GroupState {
    let state = this.groups.get(group);
    if (state === undefined) {
      state = { members: new Map(), targets: new Map(), state: 'none', generation: 0 };
      this.groups.set(group, state);
    }
    return state;
  }

  private at(atMs: number): number {
    return Math.max(0, this.parts.clock.atWallMs(atMs));
  }

  private push(event: InternalEvent): void {
    this.events.push(event);
  }
}
