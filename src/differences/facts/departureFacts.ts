import type { Departure, DepartureState } from '../evidence/departures.ts';
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
    const timesUs = own
      .filter(({ state, removedAtUs }) => isSilent(state) && removedAtUs < Infinity)
      .map(({ sinceUs, removedAtUs }) => removedAtUs - sinceUs);
    return { kind: 'departures', subject: `${group} ${client}`, value, timesUs };
  });
}

/** How soon it is removed then is the session timeout's doing. */
function isSilent(state: DepartureState): boolean {
  return state === 'crashed' || state === 'paused';
}

function departureWords({ state, removedAtUs }: Departure): string {
  const fate = removedAtUs === Infinity ? 'still a member at the end' : 'removed';
  return state === 'running' ? `too slow: ${fate}` : `${state}: ${fate}`;
}
