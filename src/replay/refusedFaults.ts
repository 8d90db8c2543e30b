import type { FaultSpec, Scenario } from '../scenario/scenario.ts';
import { ReplayProblem } from './replayProblem.ts';

/** What can be done to a cluster. */
export interface FaultMeans {
  /** Its brokers are processes of this machine, and ours. */
  readonly canSignal: boolean;
  /** Clients can be led through proxies. */
  readonly hasProxies: boolean;
}

/**
 * What a run of the scenario cannot do, each in a sentence that names the fault; empty: it can do
 * all.
 */
export function refusedFaults(scenario: Scenario, means: FaultMeans): readonly string[] {
  const brokers = new Set(
    Array.from({ length: scenario.cluster.brokers }, (_, index) => `broker-${index + 1}`),
  );
  return scenario.faults.flatMap((fault) => {
    const reason = objection(fault, brokers, means);
    return reason === null ? [] : [`fault ${fault.number} (${fault.text}): ${reason}`];
  });
}

/** Throws ReplayProblem if a fault of the scenario cannot be done. */
export function demandFaults(scenario: Scenario, means: FaultMeans): void {
  const refused = refusedFaults(scenario, means);
  if (refused.length > 0) throw new ReplayProblem('misuse', refused.join('\n'));
}

function objection(
  { action }: FaultSpec,
  brokers: ReadonlySet<string>,
  { canSignal, hasProxies }: FaultMeans,
): string | null {
  const isBroker = (name: string): boolean => brokers.has(name);
  const noProxy = hasProxies ? null : NO_PROXY;
  switch (action.type) {
    case 'crash':
    case 'restart':
    case 'pause':
      return isBroker(action.process) && !canSignal
        ? 'a broker can be signalled only if it is ours: use --broker local'
        : null;
    case 'message':
      return noProxy;
    case 'partition-network': {
      const { a, b } = action;
      if (a.some(isBroker) && b.some(isBroker))
        return 'brokers reach each other directly, with no proxy between them';
      return noProxy;
    }
    default:
      return null;
  }
}

const NO_PROXY =
  'messages can be struck only in a proxy, and this cluster sends its clients to none: use ' +
  '--broker local';
