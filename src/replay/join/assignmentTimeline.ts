import type { EventOf, EventPartition, HistoryEvent } from '../../history/event.ts';
import type { OwnerLookup } from './commitStory.ts';

type Stored = EventOf<'AssignmentStored'>;

/** The assignments of all groups in order of time. */
export class AssignmentTimeline implements OwnerLookup {
  private readonly stored: readonly Stored[];

  constructor(events: readonly HistoryEvent[]) {
    this.stored = events.filter((event) => event.type === 'AssignmentStored');
  }

  ownerAt(
    ...[group, topic, partition, atUs]: Parameters<OwnerLookup['ownerAt']>
  ): ReturnType<OwnerLookup['ownerAt']> {
    const assignment = this.lastAt(group, atUs, () => true);
    const owner = assignment?.members.find((member) => {
      return has(member.partitions, { topic, partition });
    });
    if (assignment === null || owner === undefined) return null;
    const { memberId, client } = owner;
    return { memberId, client, generation: assignment.generation };
  }

  memberAt(
    ...[group, client, atUs]: Parameters<OwnerLookup['memberAt']>
  ): ReturnType<OwnerLookup['memberAt']> {
    const assignment = this.lastAt(group, atUs, ({ members }) =>
      members.some((member) => member.client === client),
    );
    const member = assignment?.members.find((one) => one.client === client);
    if (assignment === null || member === undefined) return null;
    return { memberId: member.memberId, generation: assignment.generation };
  }

  /**
   * The generation in which a client was last given all of these partitions by that time; -1: in
   * none.
   */
  generationOf(
    group: string,
    client: string,
    partitions: readonly EventPartition[],
    atUs: number,
  ): number {
    const assignment = this.lastAt(group, atUs, ({ members }) =>
      members.some((member) => {
        return member.client === client && partitions.every((one) => has(member.partitions, one));
      }),
    );
    return assignment?.generation ?? -1;
  }

  private lastAt(
    group: string,
    atUs: number,
    isWanted: (assignment: Stored) => boolean,
  ): Stored | null {
    let last: Stored | null = null;
    for (const assignment of this.stored) {
      if (assignment.atUs > atUs) break;
      if (assignment.group === group && isWanted(assignment)) last = assignment;
    }
    return last;
  }
}

function has(partitions: readonly EventPartition[], wanted: EventPartition): boolean {
  return partitions.some(({ topic, partition }) => {
    return partition === wanted.partition && topic === wanted.topic;
  });
}
