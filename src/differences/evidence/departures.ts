import type { GroupSteps } from './ownerSteps.ts';
import type { ProcessLives } from './processLives.ts';

/** How a member was when its group went on without it. `running`: alive, but too slow. */
export type DepartureState = 'crashed' | 'paused' | 'stopped' | 'running';

/** A member that its group went on without, or should have. */
export interface Departure {
  readonly group: string;
  readonly client: string;
  readonly state: DepartureState;
  /** When its trouble began; -1: it had none. */
  readonly sinceUs: number;
  /** When the first assignment without it was stored; Infinity: there was none. */
  readonly removedAtUs: number;
}

/**
 * Members that are in one assignment and not in the next, and members that are dead at the end and
 * still in the last one.
 */
export function findDepartures(
  groups: readonly GroupSteps[],
  lives: ProcessLives,
): readonly Departure[] {
  return groups.flatMap((group) => departuresOf(group, lives));
}

function departuresOf({ group, assignments }: GroupSteps, lives: ProcessLives): Departure[] {
  const departures: Departure[] = [];
  /** By member: when it was first seen. Each life of a process is another member. */
  const seenSinceUs = new Map<string, number>();
  assignments.forEach(({ members, atUs }, at) => {
    const next = assignments[at + 1];
    const stay = next?.members.map(nameOf) ?? [];
    for (const member of members) {
      const name = nameOf(member);
      const { client } = member;
      const sinceUs = seenSinceUs.get(name) ?? atUs;
      seenSinceUs.set(name, sinceUs);
      if (next === undefined) {
        const left = leftBehind(lives, client, atUs);
        if (left !== null) departures.push({ group, client, ...left, removedAtUs: Infinity });
      } else if (!stay.includes(name)) {
        const trouble = troubleOf(lives, client, sinceUs, atUs, next.atUs);
        departures.push({ group, client, ...trouble, removedAtUs: next.atUs });
      }
    }
  });
  return departures;
}

function nameOf({ memberId, client }: { memberId: string; client: string }): string {
  return memberId === '' ? client : memberId;
}

type TroubleOfMember = Pick<Departure, 'state' | 'sinceUs'>;

/**
 * The trouble of a member of the last assignment that is dead at the end. One that ended in good
 * order may have left when nobody was there to be given an assignment.
 */
function leftBehind(lives: ProcessLives, client: string, atUs: number): TroubleOfMember | null {
  const outage = lives.lastOutage(client, Infinity);
  // Whoever came back after this assignment was given is another member.
  if (outage === null || outage.untilUs < Infinity || outage.fromUs < atUs) return null;
  return outage.trouble === 'stopped' ? null : { state: outage.trouble, sinceUs: outage.fromUs };
}

/**
 * What befell a member between `seenUs`, when it was there for the first time, and `removedUs`. The
 * end of its process explains more than a pause; a pause that was over by `lastUs`, when it was
 * there for the last time, explains nothing.
 */
function troubleOf(
  lives: ProcessLives,
  client: string,
  seenUs: number,
  lastUs: number,
  removedUs: number,
): TroubleOfMember {
  const outages = lives
    .outagesOf(client)
    .filter(({ fromUs }) => fromUs >= seenUs && fromUs <= removedUs);
  const end = outages.find(({ trouble }) => trouble !== 'paused');
  const pause = outages.findLast(({ untilUs }) => untilUs >= lastUs);
  const outage = end ?? pause;
  if (outage === undefined) {
    const isLeaving = lives.wasToldToEnd(client, seenUs, removedUs);
    return { state: isLeaving ? 'stopped' : 'running', sinceUs: -1 };
  }
  return { state: outage.trouble, sinceUs: outage.fromUs };
}
