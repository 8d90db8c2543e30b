import type { EventOf, EventPartition } from '../../history/event.ts';
import { brokenInvariant } from './brokenInvariant.ts';
import type { ModelView } from './modelView.ts';

/** Generations whose assignment is remembered; a member that is further behind is not judged. */
const KEPT_GENERATIONS = 16;

interface Share {
  readonly memberId: string;
  readonly client: string;
  readonly partitions: readonly EventPartition[];
}

interface StoredAssignment {
  readonly generation: number;
  readonly shares: readonly Share[];
}

/**
 * The assignments of one group: in one generation no partition has two owners, and each exists; and
 * what a consumer owns when it has taken its assignment is what its generation gave it.
 */
export class AssignmentInvariants {
  private readonly group: string;
  private readonly stored: StoredAssignment[] = [];

  constructor(group: string) {
    this.group = group;
  }

  onStored(event: EventOf<'AssignmentStored'>, view: ModelView): void {
    this.checkShares(event, view);
    if (this.stored.length === KEPT_GENERATIONS) this.stored.shift();
    this.stored.push({ generation: event.generation, shares: event.members });
  }

  /** No partition has two owners, and each exists. */
  checkShares(event: EventOf<'AssignmentStored'>, view: ModelView): void {
    const { generation, members, atUs } = event;
    const owners = new Map<string, string[]>();
    for (const { memberId, partitions } of members) {
      for (const { topic, partition } of partitions) {
        let ofTopic = owners.get(topic);
        if (ofTopic === undefined) owners.set(topic, (ofTopic = []));
        const other = ofTopic[partition];
        const name = `${topic}-${partition}`;
        if (other !== undefined)
          throw this.broken(generation, `${name} has two owners, ${other} and ${memberId}`, atUs);
        if (view.partition(topic, partition) === undefined)
          throw this.broken(generation, `${memberId} is given ${name}, which is not there`, atUs);
        ofTopic[partition] = memberId;
      }
    }
  }

  /** A consumer has just taken the assignment of a generation. */
  checkOwner({ process, generation, atUs }: EventOf<'Assigned'>, view: ModelView): void {
    const owned = view.assignment(process);
    // Stored again with the new id of a static member, an assignment is there twice.
    const stored = this.stored.findLast((each) => each.generation === generation);
    if (owned === null || stored === undefined) return;
    // A process has two members if it died and came back before the session of the dead one ended.
    const shares = stored.shares.filter(({ client }) => client === process);
    for (const partition of owned) {
      if (shares.some(({ partitions }) => includes(partitions, partition))) continue;
      const name = nameOf(partition);
      throw this.broken(generation, `${process} owns ${name}, which it was not given`, atUs);
    }
    const share = shares[0];
    // Which of two members the process is now, the history does not tell.
    if (share === undefined || shares.length > 1) return;
    for (const partition of share.partitions) {
      if (includes(owned, partition)) continue;
      const name = nameOf(partition);
      throw this.broken(generation, `${process} does not own ${name}, which it was given`, atUs);
    }
  }

  private broken(generation: number, what: string, atUs: number): Error {
    return brokenInvariant(`${this.group} (generation ${generation}): ${what}`, atUs);
  }
}

function nameOf({ topic, partition }: EventPartition): string {
  return `${topic}-${partition}`;
}

function includes(
  partitions: readonly EventPartition[],
  { topic, partition }: EventPartition,
): boolean {
  for (const each of partitions) {
    if (each.partition === partition && each.topic === topic) return true;
  }
  return false;
}
