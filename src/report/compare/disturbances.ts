import type { HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
import { joinWords } from '../text/nameRecords.ts';
import { OwnerCount } from './ownerCount.ts';

/** Something after which a group has to find its balance again. */
export interface Disturbance {
  /** Who does what for which time, from 1. At one moment there can be several. */
  readonly deeds: readonly Deed[];
  /** As in a table: `c3 starts`, `c1 crashes`. */
  readonly text: string;
  readonly atUs: number;
  /** The next one; the end of the run after the last one. */
  readonly untilUs: number;
  /**
   * When the last change was over before every partition had an owner that runs and all groups were
   * stable; null: never.
   */
  readonly settledUs: number | null;
  /** New assignments that the coordinators stored on the way. */
  readonly rounds: number;
}

/** One thing that disturbs. */
export interface Deed {
  /** '': nobody in particular. */
  readonly process: string;
  /** In words: `starts again`. */
  readonly deed: string;
  readonly nth: number;
}

type OpenDisturbance = { -readonly [Field in keyof Disturbance]: Disturbance[Field] };

const RESTING: ReadonlySet<string> = new Set(['Stable', 'Empty', 'Dead']);

/**
 * Collects what disturbs the groups of a run (consumers that start, stop, crash, stand still;
 * brokers that do; new partitions), and how long it takes until all is at rest again.
 */
export class DisturbanceCollector implements HistorySink {
  private readonly members = new Map<string, string>();
  private readonly leaves: ReadonlySet<string>;
  /** Consumers that were removed although they ran. */
  private readonly dropped = new Set<string>();
  /** Consumers that are no members any more, whether they ran or not. */
  private readonly removed = new Set<string>();
  private readonly states = new Map<string, string>();
  /** Group to the generation of its last assignment. */
  private readonly generations = new Map<string, number>();
  private readonly owners = new OwnerCount();
  private readonly found: OpenDisturbance[] = [];
  private readonly counts = new Map<string, number>();
  private readonly down = new Set<string>();
  private readonly leaving = new Set<string>();
  private lastChangeUs = 0;
  private lastUs = 0;

  /** `leaves`: as `leaveKeys` gives them for the same events. */
  constructor(header: HistoryHeader, leaves: ReadonlySet<string>) {
    this.leaves = leaves;
    for (const { group, consumers, topics } of header.groups) {
      for (const consumer of consumers) this.members.set(consumer, group);
      for (const topic of topics) {
        const count = header.topics.find((one) => one.topic === topic)?.partitions ?? 0;
        this.owners.watch(group, topic, count);
      }
    }
  }

  onEvent(event: HistoryEvent): void {
    this.lastUs = event.atUs;
    const done = this.deedOf(event);
    if (done !== null) this.disturb(event.atUs, done.process, done.deed);
    if (this.owners.onEvent(event, this.members)) this.lastChangeUs = event.atUs;
    if (event.type === 'GroupStateChanged') {
      this.states.set(event.group, event.to);
      this.lastChangeUs = event.atUs;
    } else if (event.type === 'AssignmentStored') {
      // Stored again with the new id of a static member, it is no new one.
      const isNew = event.generation > (this.generations.get(event.group) ?? -1);
      this.generations.set(event.group, event.generation);
      const last = this.found.at(-1);
      if (isNew && last !== undefined) last.rounds++;
      this.lastChangeUs = event.atUs;
    }
  }

  /** In order of time. */
  finish(): readonly Disturbance[] {
    this.close(this.lastUs);
    return this.found;
  }

  /** What disturbs, in words; null: the event is of another kind. */
  private deedOf(event: HistoryEvent): Omit<Deed, 'nth'> | null {
    const { process } = event;
    if (event.type === 'PartitionsAdded') return { process: '', deed: `${event.topic} grows` };
    if (event.type === 'MemberRemoved' || event.type === 'MemberAdded') {
      const deed = this.memberDeed(event.type, event.client);
      return deed === null ? null : { process: event.client, deed };
    }
    if (!this.members.has(process) && !/^broker-\d+$/.test(process)) return null;
    const deed = this.processDeed(event);
    return deed === null ? null : { process, deed };
  }

  private processDeed(event: HistoryEvent): string | null {
    const { process } = event;
    switch (event.type) {
      case 'Started':
        this.dropped.delete(process);
        return this.down.delete(process) ? 'starts again' : 'starts';
      case 'Crashed':
        this.down.add(process);
        return 'crashes';
      case 'Stopped':
        this.down.add(process);
        // It has given its partitions back before: then it has left.
        return this.leaving.delete(process) ? null : 'leaves';
      case 'Revoked': {
        if (!this.leaves.has(leaveKey(process, event.atUs))) return null;
        const isFirst = !this.leaving.has(process);
        this.leaving.add(process);
        return isFirst ? 'leaves' : null;
      }
      case 'Lost': {
        // A static member that does not poll in time says nothing to the coordinator.
        const isNews = event.partitions.length > 0 && !this.removed.has(process);
        if (!isNews || this.dropped.has(process)) return null;
        this.dropped.add(process);
        return 'drops out';
      }
      case 'Paused':
        return 'stands still';
      case 'Resumed':
        return 'goes on';
      default:
        return null;
    }
  }

  /** A consumer that runs drops out if it does not poll in time, and comes back when it does. */
  private memberDeed(type: 'MemberAdded' | 'MemberRemoved', client: string): string | null {
    if (type === 'MemberAdded') {
      this.removed.delete(client);
      return this.dropped.delete(client) ? 'joins again' : null;
    }
    this.removed.add(client);
    if (!this.owners.isOwner(client)) return null;
    this.dropped.add(client);
    return 'drops out';
  }

  /** What happens at one moment is one disturbance. */
  private disturb(atUs: number, process: string, deed: string): void {
    const nth = (this.counts.get(`${process} ${deed}`) ?? 0) + 1;
    this.counts.set(`${process} ${deed}`, nth);
    const done = { process, deed, nth };
    const last = this.found.at(-1);
    if (last?.atUs === atUs && last.rounds === 0) {
      last.deeds = [...last.deeds, done];
      last.text = textOf(last.deeds);
      return;
    }
    this.close(atUs);
    const text = textOf([done]);
    this.found.push({ deeds: [done], text, atUs, untilUs: atUs, settledUs: null, rounds: 0 });
    this.lastChangeUs = atUs;
  }

  /** Those for which the group has not settled are still open: they all settle at once. */
  private close(atUs: number): void {
    const last = this.found.at(-1);
    if (last === undefined) return;
    last.untilUs = atUs;
    if (!this.isAtRest()) return;
    for (let at = this.found.length - 1; at >= 0; at--) {
      const open = this.found[at]!;
      if (open.settledUs !== null) break;
      open.settledUs = Math.max(this.lastChangeUs, last.atUs);
    }
  }

  private isAtRest(): boolean {
    const areStable = [...this.states.values()].every((state) => RESTING.has(state));
    return areStable && this.states.size > 0 && this.owners.isWhole;
  }
}

/**
 * The moments at which consumers begin to leave in an orderly way: they give back what they have
 * and get nothing any more before they stop.
 */
export function leaveKeys(events: Iterable<HistoryEvent>): ReadonlySet<string> {
  const keys = new Set<string>();
  const given = new Map<string, number>();
  for (const event of events) {
    const { process, atUs } = event;
    if (event.type === 'Assigned' || event.type === 'Started') given.delete(process);
    else if (event.type === 'Revoked' && !given.has(process)) given.set(process, atUs);
    else if (event.type === 'Stopped') {
      const sinceUs = given.get(process);
      if (sinceUs !== undefined) keys.add(leaveKey(process, sinceUs));
    }
  }
  return keys;
}

function leaveKey(process: string, atUs: number): string {
  return `${process}@${atUs}`;
}

/** What several do: `crash`, of `crashes`. */
const PLURALS: Readonly<Record<string, string>> = {
  starts: 'start',
  'starts again': 'start again',
  crashes: 'crash',
  leaves: 'leave',
  'stands still': 'stand still',
  'goes on': 'go on',
  'drops out': 'drop out',
  'joins again': 'join again',
};

/** `c1 and c2 start, t grows`. */
function textOf(deeds: readonly Deed[]): string {
  const names = new Map<string, string[]>();
  for (const { deed, process } of deeds) names.set(deed, [...(names.get(deed) ?? []), process]);
  return [...names]
    .map(([deed, who]) => {
      if (who.every((name) => name === '')) return deed;
      return `${joinWords(who)} ${who.length === 1 ? deed : (PLURALS[deed] ?? deed)}`;
    })
    .join(', ');
}
