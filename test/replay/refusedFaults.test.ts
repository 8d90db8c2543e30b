import { describe, expect, it } from 'vitest';
import { refusedFaults } from '../../src/replay/refusedFaults.ts';
import type { FaultAction, Scenario } from '../../src/scenario/scenario.ts';
import { GOOD, scenario as parsed } from '../scenario/smallScenario.ts';

const remote = { canSignal: false, hasProxies: false };
const proxied = { canSignal: false, hasProxies: true };
const ours = { canSignal: true, hasProxies: true };

function withFault(action: FaultAction): Scenario {
  const fault = { number: 1, text: 'the fault', trigger: { type: 'at', atUs: 1 } as const, action };
  return { ...parsed(GOOD), faults: [fault] };
}

describe('refusedFaults', () => {
  it('refuses signals to brokers that are not ours, and names the fault', () => {
    const scenario = withFault({ type: 'pause', process: 'broker-1', forUs: 1 });
    expect(refusedFaults(scenario, remote)).toEqual([
      'fault 1 (the fault): a broker can be signalled only if it is ours: use --broker local',
    ]);
    expect(refusedFaults(scenario, proxied)).toHaveLength(1);
    expect(refusedFaults(scenario, ours)).toEqual([]);
  });

  it('refuses to strike messages where no proxy can stand', () => {
    const scenario = withFault({
      type: 'message',
      effect: 'cut',
      api: 'Produce',
      direction: 'response',
      client: 'api-1',
      broker: 'broker-1',
      count: 1,
      extraUs: 0,
      forUs: Infinity,
    });
    expect(refusedFaults(scenario, remote)[0]).toContain('only in a proxy');
    expect(refusedFaults(scenario, proxied)).toEqual([]);
  });

  it('refuses to part brokers from each other', () => {
    const scenario = withFault({
      type: 'partition-network',
      a: ['broker-1'],
      b: ['broker-2', 'c1'],
      forUs: 1,
    });
    const two = { ...scenario, cluster: { ...scenario.cluster, brokers: 2 } };
    expect(refusedFaults(two, proxied)[0]).toContain('brokers reach each other directly');
  });

  it('lets signals to clients pass anywhere', () => {
    const scenario = withFault({ type: 'crash', process: 'c1', restartAfterUs: null });
    expect(refusedFaults(scenario, remote)).toEqual([]);
  });
});
