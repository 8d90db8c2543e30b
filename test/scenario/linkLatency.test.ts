import { describe, expect, it } from 'vitest';
import { linkLatency } from '../../src/scenario/linkLatency.ts';

const range = (minUs: number, maxUs: number) => ({ minUs, maxUs });
const [c1, c2, broker1, broker2] = ['c1', 'c2', 'broker-1', 'broker-2'].map((name) => ({ name }));

describe('linkLatency', () => {
  const latencyOf = linkLatency({
    clientBroker: range(100, 200),
    brokerBroker: range(10, 20),
    handling: [],
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
      handling: [],
      links: [{ a: 'c2', b: 'broker-1', latency: nothing }],
    });
    expect(none(c1!, broker1!)).toEqual(range(1, 1));
    expect(none(broker1!, broker2!)).toEqual(range(1, 7));
    expect(none(c2!, broker1!)).toEqual(range(1, 1));
  });
});
