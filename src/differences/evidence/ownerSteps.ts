import type { EventOf, EventPartition, HistoryEvent, HistorySink } from '../../history/event.ts';

/** What one member has in a step. */
export interface MemberShare {
  /** '' if nobody told it. */
  readonly memberId: string;
  /** The process. */
  readonly client: string;
  readonly partitions: readonly EventPartition[];
}

/** A share-out of a group's partitions that differs from the one before. */
export interface OwnerStep {
  /** Of the first generation (or epoch) with it; -1: not told. */
  readonly generation: number;
  readonly atUs: number;
  /** Name of the assignor; '' if not told. */
  readonly protocol: string;
  /** In the order of their names. */
  readonly members: readonly MemberShare[];
  /** The members and their partitions in one line, equal for equal share-outs. */
  readonly text: string;
}

/** One group in the sequence of its share-outs. */
export interface GroupSteps {
  readonly group: string;
  readonly topics: readonly string[];
  readonly steps: readonly OwnerStep[];
  /** Every stored assignment, repeated ones too. */
  readonly assignments: readonly OwnerStep[];
  readonly lastGeneration: number;
}

/**
 * Who was given which partitions, generation by generation: as the coordinator stored it or, where
 * its log could not be read, as the consumers told.
 */
export class OwnerSteps implements HistorySink {
  private readonly groups = new Map<string, GroupTrack>();
  private readonly topicsOf: ReadonlyMap<string, readonly string[]>;

  constructor(groups: readonly { readonly group: string; readonly topics: readonly string[] }[]) {
    this.topicsOf = new Map(groups.map(({ group, topics }) => [group, topics]));
    for (const { group } of groups) this.groups.set(group, new GroupTrack());
  }

  onEvent(event: HistoryEvent): void {
    if (event.type === 'AssignmentStored') this.groupOf(event.group).onStored(event);
    else if (event.type === 'Assigned') this.groupOf(event.group).onAssigned(event);
    else if (event.type === 'Revoked' || event.type === 'Lost')
      this.groupOf(event.group).onTakenAway(event);
    else if (event.type === 'Crashed' || event.type === 'Stopped') {
      for (const group of this.groups.values()) group.onEnded(event);
    }
  }

  /** By name of the group, in the order of the header. */
  finish(): readonly GroupSteps[] {
    return [...this.groups].map(([group, track]) => {
      const topics = this.topicsOf.get(group) ?? [];
      const assignments = track.finish(topics.length > 1);
      const steps = assignments.filter(
        (step, at) => at === 0 || step.text !== assignments[at - 1]!.text,
      );
      const lastGeneration = assignments.reduce((last, { generation }) => {
        return Math.max(last, generation);
      }, -1);
      return { group, topics, steps, assignments, lastGeneration };
    });
  }

  private groupOf(group: string): GroupTrack {
    let track = this.groups.get(group);
    if (track === undefined) {
      track = new GroupTrack();
      this.groups.set(group, track);
    }
    return track;
  }
}

class GroupTrack {
  private readonly stored: EventOf<'AssignmentStored'>[] = [];
  private readonly told: Omit<OwnerStep, 'text'>[] = [];
  private readonly held = new Map<string, EventPartition[]>();

  onStored(event: EventOf<'AssignmentStored'>): void {
    this.stored.push(event);
  }

  onAssigned({ process, generation, atUs, partitions }: EventOf<'Assigned'>): void {
    const held = this.held.get(process) ?? [];
    this.held.set(process, [...held.filter((one) => !isAmong(one, partitions)), ...partitions]);
    const members = [...this.held].map(([client, owned]) => ({
      memberId: '',
      client,
      partitions: owned,
    }));
    this.told.push({ generation, atUs, protocol: '', members });
  }

  onTakenAway({ process, partitions }: EventOf<'Revoked' | 'Lost'>): void {
    const held = this.held.get(process) ?? [];
    this.held.set(
      process,
      held.filter((one) => !isAmong(one, partitions)),
    );
  }

  onEnded({ process }: EventOf<'Crashed' | 'Stopped'>): void {
    this.held.delete(process);
  }

  finish(manyTopics: boolean): OwnerStep[] {
    const from =
      this.stored.length > 0
        ? this.stored.map(({ generation, atUs, protocol, members }) => {
            return { generation, atUs, protocol, members: members.map((one) => ({ ...one })) };
          })
        : this.told;
    return from.map(({ generation, atUs, protocol, members }) => {
      const sorted = members.map(sortedShare).sort(byClient);
      return { generation, atUs, protocol, members: sorted, text: shareText(sorted, manyTopics) };
    });
  }
}

/** `c1: 0 1, c2: 2`; with several topics `c1: orders-0 orders-1`. */
export function shareText(members: readonly MemberShare[], manyTopics: boolean): string {
  if (members.length === 0) return 'nobody';
  return members
    .map(({ client, partitions }) => {
      const names = partitions.map(({ topic, partition }) =>
        manyTopics ? `${topic}-${partition}` : String(partition),
      );
      return `${client}: ${names.length === 0 ? '-' : names.join(' ')}`;
    })
    .join(', ');
}

function sortedShare({ memberId, client, partitions }: MemberShare): MemberShare {
  const sorted = [...partitions].sort(
    (a, b) => compareText(a.topic, b.topic) || a.partition - b.partition,
  );
  return { memberId, client, partitions: sorted };
}

/** By name; of one name, the member with the lower partitions first. */
function byClient(a: MemberShare, b: MemberShare): number {
  const first = ({ partitions }: MemberShare): number => partitions[0]?.partition ?? Infinity;
  if (a.client !== b.client) return compareText(a.client, b.client);
  return first(a) === first(b) ? 0 : first(a) - first(b);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function isAmong(one: EventPartition, list: readonly EventPartition[]): boolean {
  return list.some(({ topic, partition }) => topic === one.topic && partition === one.partition);
}
