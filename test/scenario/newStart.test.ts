import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { EventOf, HistoryEvent } from '../../src/history/event.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import { scenario } from './smallScenario.ts';

const STRATEGY = 'partition.assignment.strategy';

/** Two consumers that know range only; `faults` change that. */
function group(faults: string): string {
  return `title: Two with range
topics:
  t: { partitions: 4 }
coupons:
  1: { stock: 30 }
groups:
  g:
    config: { auto.offset.reset: earliest, ${STRATEGY}: range, heartbeat.interval.ms: 500 }
    consumers: 2
workload:
  - { from: 5s, over: 20s, requests: 40, coupons: 1 }
faults:
  - ${faults}
quiet: { within: 60s }
`;
}

async function eventsOf(text: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const sink = { onEvent: (event: HistoryEvent) => void events.push({ ...event }) };
  await runOnSimulator(scenario(text), { seed: 1, host: nodeHost, sinks: [sink], print: null });
  return events;
}

function ofType<T extends HistoryEvent['type']>(
  events: readonly HistoryEvent[],
  type: T,
): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

describe('a consumer that starts again with other configs', () => {
  it('is told so in words, and printed as it was read', () => {
    const text = group(
      `{ leave: c1, at: 8s, rejoin: 1s later, config: { ${STRATEGY}: [sticky, range] } }`,
    );
    const read = scenario(text);
    expect(read.faults[0]!.text).toBe(
      `stop c1, start it again 1s later with ${STRATEGY}=sticky,range at 8s`,
    );
    expect(scenario(printScenario(read))).toEqual({ ...read, path: 'a.yaml' });
  });

  it('has them from then on, and at every later start', async () => {
    const events = await eventsOf(
      group(
        `{ leave: c1, at: 8s, rejoin: 1s later, config: { ${STRATEGY}: [roundrobin, range] } }\n` +
          `  - { leave: c2, at: 11s, rejoin: 1s later, config: { ${STRATEGY}: roundrobin } }\n` +
          '  - { crash: c1, at: 14s, restart: 20s later }',
      ),
    );
    const protocols = ofType(events, 'AssignmentStored').map(({ protocol }) => protocol);
    // range until both know roundrobin; then that, since c2 knows nothing else.
    expect([...new Set(protocols.filter((name) => name !== ''))]).toEqual(['range', 'roundrobin']);
    expect(protocols.at(-1)).toBe('roundrobin');
    expect(ofType(events, 'RunEnded')[0]!.reason).toBe('drained');
  });

  it('that shares no assignor with the others is refused and dies', async () => {
    const events = await eventsOf(
      group(`{ leave: c1, at: 8s, rejoin: 1s later, config: { ${STRATEGY}: sticky } }`),
    );
    const last = ofType(events, 'Started').findLast(({ process }) => process === 'c1')!;
    const crash = ofType(events, 'Crashed').find(({ process }) => process === 'c1');
    expect(last.atUs).toBe(9_000_000);
    expect(crash?.atUs).toBeGreaterThan(last.atUs);
    // c2 goes on alone with everything.
    const final = ofType(events, 'AssignmentStored').at(-1)!;
    expect(final.members.map(({ client, partitions }) => [client, partitions.length])).toEqual([
      ['c2', 4],
    ]);
  });
});
