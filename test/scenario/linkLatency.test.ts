import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { linkLatency } from '../../src/scenario/linkLatency.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import { numberFaults } from './arbitraryFault.ts';
import { saleScenario } from './saleScenario.ts';

const range = (minUs: number, maxUs: number) => ({ minUs, maxUs });
const [c1, c2, broker1, broker2] = ['c1', 'c2', 'broker-1', 'broker-2'].map((name) => ({ name }));

describe('linkLatency', () => {
  const latencyOf = linkLatency({
    clientBroker: range(100, 200),
    brokerBroker: range(10, 20),
    links: [{ a: 'broker-1', b: 'c2', latency: range(5000, 5000) }],
  });

  it('is that of the kinds of the two ends, or of the single link, both ways', () => {
    expect(latencyOf(c1!, broker1!)).toEqual(range(100, 200));
    expect(latencyOf(broker2!, c2!)).toEqual(range(100, 200));
    expect(latencyOf(broker2!, broker1!)).toEqual(range(10, 20));
    expect(latencyOf(c2!, broker1!)).toEqual(range(5000, 5000));
    expect(latencyOf(broker1!, c2!)).toEqual(range(5000, 5000));
  });

  it('is never nothing', () => {
    const nothing = range(0, 0);
    const none = linkLatency({
      clientBroker: nothing,
      brokerBroker: range(0, 7),
      links: [{ a: 'c2', b: 'broker-1', latency: nothing }],
    });
    expect(none(c1!, broker1!)).toEqual(range(1, 1));
    expect(none(broker1!, broker2!)).toEqual(range(1, 7));
    expect(none(c2!, broker1!)).toEqual(range(1, 1));
  });

  it('lets a consumer that asks in vain go on when the file says 0s', async () => {
    const scenario = saleScenario({
      cluster: {
        brokers: 3,
        config: { 'broker.session.timeout.ms': '2000' },
        latency: { clientBroker: range(0, 0), brokerBroker: range(0, 0), links: [] },
      },
      // Its partition is without a leader for a while, and has a new leader epoch then.
      faults: numberFaults([
        {
          action: { type: 'crash', process: 'broker-3', restartAfterUs: 13_000_000 },
          trigger: { type: 'at', atUs: 4_400_000 },
        },
      ]),
    });
    const options = { seed: 1, host: nodeHost, sinks: [], print: null };
    expect((await runOnSimulator(scenario, options)).reason).toBe('drained');
  });
});
