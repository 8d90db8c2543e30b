import type { EventOf, HistoryEvent, HistorySink } from '../../history/event.ts';

/** A commit that was refused, as the client told it. */
export interface RefusedCommit {
  readonly group: string;
  readonly client: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly error: string;
  readonly atUs: number;
}

/** A commit that the coordinator stored although its sender was no member of that generation. */
export interface StaleCommit {
  readonly group: string;
  readonly client: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Of the request, and of the group by then. */
  readonly generation: number;
  readonly groupGeneration: number;
  readonly atUs: number;
}

interface Membership {
  generation: number;
  memberIds: ReadonlySet<string>;
}

/** Commits as far as they tell whether the group fences those who are out. */
export class CommitTrail implements HistorySink {
  readonly refused: RefusedCommit[] = [];
  readonly stale: StaleCommit[] = [];
  private readonly started = new Map<string, number[]>();
  private readonly groups = new Map<string, Membership>();

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'CommitStarted':
        return this.onStarted(event);
      case 'CommitRefused': {
        const { group, process: client, topic, partition, offset, error, atUs } = event;
        this.refused.push({ group, client, topic, partition, offset, error, atUs });
        return;
      }
      case 'AssignmentStored':
        return this.onAssignment(event);
      case 'OffsetStored':
        return this.onStored(event);
      default:
        return;
    }
  }

  /** Refusals of one consumer in one group. */
  refusedOf(group: string, client: string): readonly RefusedCommit[] {
    return this.refused.filter((one) => one.group === group && one.client === client);
  }

  /** True if the process began a commit in that time. */
  triedBetween(process: string, fromUs: number, untilUs: number): boolean {
    return (this.started.get(process) ?? []).some((atUs) => atUs >= fromUs && atUs <= untilUs);
  }

  private onStarted({ process, atUs }: EventOf<'CommitStarted'>): void {
    const times = this.started.get(process) ?? [];
    times.push(atUs);
    this.started.set(process, times);
  }

  private onAssignment({ group, generation, members }: EventOf<'AssignmentStored'>): void {
    const memberIds = new Set(members.map(({ memberId }) => memberId));
    this.groups.set(group, { generation, memberIds });
  }

  private onStored(event: EventOf<'OffsetStored'>): void {
    const { group, client, topic, partition, offset, memberId, generation, atUs } = event;
    const membership = this.groups.get(group);
    // A simple group has no members; a log does not say who committed.
    if (membership === undefined || memberId === '' || generation < 0) return;
    if (membership.memberIds.has(memberId)) return;
    // A rebalance may be under way: its members commit in the generation that ends.
    if (generation >= membership.generation) return;
    const groupGeneration = membership.generation;
    this.stale.push({
      group,
      client,
      topic,
      partition,
      offset,
      generation,
      groupGeneration,
      atUs,
    });
  }
}
