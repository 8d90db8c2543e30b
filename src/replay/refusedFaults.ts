import type { FaultSpec, Scenario } from '../scenario/scenario.ts';
import type { RealCluster } from './realCluster.ts';

/**
 * What the run cannot do on this cluster, each in a sentence that names the fault; empty: it can do
 * all.
 */
export function refusedFaults(scenario: Scenario, cluster: RealCluster): readonly string[] {
  const brokers = new Set(
    Array.from({ length: scenario.cluster.brokers }, (_, index) => `broker-${index + 1}`),
  );
  return scenario.faults.flatMap((fault) => {
    const reason = objection(fault, brokers, cluster);
    return reason === null ? [] : [`fault ${fault.number} (${fault.text}): ${reason}`];
  });
}

function objection(
  { action }: FaultSpec,
  brokers: ReadonlySet<string>,
  cluster: RealCluster,
): string | null {
  const isBroker = (name: string): boolean => brokers.has(name);
  switch (action.type) {
    case 'crash':
    case 'restart':
    case 'pause':
      return isBroker(action.process) && cluster.local === null
        ? 'a broker can be signalled only if it is ours: use --broker local'
        : null;
    case 'message':
      return noProxy(cluster);
    case 'partition-network': {
      const { a, b } = action;
      if (a.some(isBroker) && b.some(isBroker))
        return 'brokers reach each other directly, with no proxy between them';
      return noProxy(cluster);
    }
    default:
      return null;
  }
}

function noProxy({ proxyPlaces }: RealCluster): string | null {
  return proxyPlaces.length > 0
    ? null
    : 'messages can be struck only in a proxy, and this cluster sends its clients to none: use ' +
        '--broker local';
}
