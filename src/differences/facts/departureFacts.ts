import type { Departure } from '../evidence/departures.ts';
import type { Fact } from '../fact.ts';

/** How each consumer left its group, or was left in it although it was dead. */
export function departureFacts(
  departures: readonly Departure[],
  members: readonly { readonly group: string; readonly client: string }[],
): readonly Fact[] {
  return members.map(({ group, client }) => {
    const own = departures.filter((one) => one.group === group && one.client === client);
    // That a consumer ends in good order is the scenario's doing, not the group's.
    const told = own.filter(({ state }) => state !== 'stopped').map(departureWords);
    const value = told.length === 0 ? 'none' : told.join(', then ');
    return { kind: 'departures', subject: `${group} ${client}`, value };
  });
}

function departureWords({ state, removedAtUs }: Departure): string {
  const fate = removedAtUs === Infinity ? 'still a member at the end' : 'removed';
  return state === 'running' ? `too slow: ${fate}` : `${state}: ${fate}`;
}
