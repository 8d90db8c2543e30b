import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { HistoryEvent } from '../../src/history/event.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import { scenario } from './smallScenario.ts';

/** What the consumers of a group with this config do, as `process type`, in order. */
async function livesOf(config: string, consumers: number, faults = '[]'): Promise<string[]> {
  const text = `title: One consumer too many
faults: ${faults}
topics: { t: { partitions: 3 } }
coupons: { 1: { stock: 5 } }
groups: { g: { consumers: ${consumers}, config: ${config} } }
cluster: { config: { group.max.size: 2, group.initial.rebalance.delay.ms: 0 } }
workload: { requests: 5, at: 10s }
quiet: { within: 1m }
`;
  const lives: string[] = [];
  const onEvent = ({ type, process }: HistoryEvent): void => {
    const isStart = type === 'Started' && process !== 'api-1';
    if (isStart || type === 'Crashed' || type === 'Stopped') lives.push(`${process} ${type}`);
  };
  await runOnSimulator(scenario(text), {
    seed: 1,
    host: nodeHost,
    sinks: [{ onEvent }],
    print: null,
  });
  return lives;
}

describe('a simulated consumer', () => {
  it('dies of NoOffsetForPartitionException, and the run goes on', async () => {
    expect(await livesOf('{ auto.offset.reset: none }', 1)).toEqual(['c1 Started', 'c1 Crashed']);
  });

  it('starts again when a fault of its own says so, and only if it is down', async () => {
    const faults = '[{ crash: c1, at: 2s }, { restart: c1, at: 3s }, { restart: c1, at: 4s }]';
    const lives = await livesOf('{ auto.offset.reset: earliest }', 1, faults);
    expect(lives).toEqual(['c1 Started', 'c1 Crashed', 'c1 Started']);
  });

  it('dies of GroupMaxSizeReachedException, and the others go on', async () => {
    const lives = await livesOf('{ auto.offset.reset: earliest }', 3);
    expect(lives.slice(3)).toEqual([expect.stringMatching(/^c[123] Crashed$/)]);
  });

  it('sends no heartbeat any more when its worker has stopped at a record', async () => {
    const text = `title: A record that nobody can read
topics: { t: { partitions: 1 } }
coupons: { 1: { stock: 5 } }
groups:
  g:
    commit: auto
    consumers: [c1, c2]
    config: { auto.offset.reset: earliest, session.timeout.ms: 10000 }
workload: { records: [{ key: 1, value: no request }], at: 10s }
quiet: { within: 1m }
`;
    const ends: string[] = [];
    const onEvent = (event: HistoryEvent): void => {
      const second = Math.floor(event.atUs / 1_000_000);
      if (event.type === 'Stopped') ends.push(`${event.process} stopped at ${second}`);
      if (event.type === 'MemberRemoved') ends.push(`${event.client} ${event.reason} at ${second}`);
    };
    const options = { seed: 1, host: nodeHost, sinks: [{ onEvent }], print: null };
    await runOnSimulator(scenario(text), options);
    expect(ends.slice(0, 2)).toEqual(['c1 stopped at 10', 'c1 session expired at 19']);
  });
});
