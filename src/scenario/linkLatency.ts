import type { Latency } from '../sim/latency.ts';
import type { ClusterSpec } from './scenario.ts';

/** What the latency of a link hangs on: the processes at its ends. */
interface LinkEnd {
  readonly name: string;
}

/**
 * One-way latency by the kinds of the two processes, and the scenario's exceptions for one link.
 *
 * Nothing arrives in the very microsecond in which it is sent, whatever the scenario says: a
 * consumer that asks a broker which leads no more asks again at once until it has new metadata, and
 * without latency it would ask for ever while the clock stands still.
 */
export function linkLatency(
  latency: ClusterSpec['latency'],
): (from: LinkEnd, to: LinkEnd) => Latency {
  const clientBroker = moving(latency.clientBroker);
  const brokerBroker = moving(latency.brokerBroker);
  const links = latency.links.map((link) => ({ ...link, latency: moving(link.latency) }));
  return (from, to) => {
    for (const { a, b, latency: own } of links) {
      if ((from.name === a && to.name === b) || (from.name === b && to.name === a)) return own;
    }
    return isBroker(from) && isBroker(to) ? brokerBroker : clientBroker;
  };
}

/** What brokers need for their answers, besides the way; null: no time. */
export function handlingOf({
  handling,
}: ClusterSpec['latency']): ((answer: { readonly label: string }) => Latency | null) | null {
  if (handling.length === 0) return null;
  const byApi = new Map(handling.map(({ api, latency }) => [api, latency]));
  return ({ label }) => byApi.get(label) ?? null;
}

function isBroker({ name }: LinkEnd): boolean {
  return name.startsWith('broker-');
}

function moving({ minUs, maxUs, quantilesUs }: Latency): Latency {
  const range = { minUs: Math.max(minUs, 1), maxUs: Math.max(maxUs, 1) };
  if (quantilesUs === undefined) return range;
  return { ...range, quantilesUs: quantilesUs.map((us) => Math.max(us, 1)) };
}
