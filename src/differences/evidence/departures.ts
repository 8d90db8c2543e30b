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
  // A member that had left before the run ended may leave no assignment behind.
  assignments.forEach(({ members, atUs }, at) => {
    const next = assignments[at + 1];
    const stay = next?.members.map(nameOf) ?? [];
    for (const member of members) {
      if (next === undefined) {
        const outage = lives.lastOutage(member.client, Infinity);
        // Whoever came back after this assignment was given is another member.
        const isGone = outage !== null && outage.untilUs === Infinity;
        if (!isGone || outage.trouble === 'stopped' || outage.fromUs < atUs) continue;
        const { trouble: state, fromUs: sinceUs } = outage;
        departures.push({ group, client: member.client, state, sinceUs, removedAtUs: Infinity });
      } else if (!stay.includes(nameOf(member))) {
        const { state, sinceUs } = stateBetween(lives, member.client, atUs, next.atUs);
        departures.push({
          group,
          client: member.client,
          state,
          sinceUs,
          removedAtUs: next.atUs,
        });
      }
    }
  });
  return departures;
}

function nameOf({ memberId, client }: { memberId: string; client: string }): string {
  return memberId === '' ? client : memberId;
}

function stateBetween(
  lives: ProcessLives,
  client: string,
  fromUs: number,
  toUs: number,
): { readonly state: DepartureState; readonly sinceUs: number } {
  const outage = lives.lastOutage(client, toUs);
  if (outage === null || outage.untilUs < fromUs) return { state: 'running', sinceUs: -1 };
  return { state: outage.trouble, sinceUs: outage.fromUs };
}
