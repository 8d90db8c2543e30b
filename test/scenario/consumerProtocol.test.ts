import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { EventOf, HistoryEvent } from '../../src/history/event.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';

const NAME = 'consumer-protocol-join.yaml';
const TEXT = readFileSync(new URL(`../../scenarios/${NAME}`, import.meta.url), 'utf8');

async function eventsOf(seed: number): Promise<readonly HistoryEvent[]> {
  const parsed = parseScenario(TEXT, NAME);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  const events: HistoryEvent[] = [];
  const sink = { onEvent: (event: HistoryEvent) => void events.push({ ...event }) };
  await runOnSimulator(parsed.scenario, { seed, host: nodeHost, sinks: [sink], print: null });
  return events;
}

function partitionsOf({ partitions }: EventOf<'Assigned' | 'Revoked'>): number[] {
  return partitions.map(({ partition }) => partition).sort((a, b) => a - b);
}

describe('a join under group.protocol=consumer', () => {
  it.each([1, 2, 3, 4, 5])(
    'takes only what moves, and the rest is never stopped (seed %i)',
    async (seed) => {
      const events = await eventsOf(seed);
      const is = <T extends HistoryEvent['type']>(type: T, process: string): EventOf<T>[] =>
        events.filter(
          (event): event is EventOf<T> =>
            event.type === type && 'process' in event && event.process === process,
        );
      expect(is('Lost', 'c1')).toEqual([]);
      const handover = is('Revoked', 'c1').filter(({ partitions }) => partitions.length < 6);
      expect(handover.map(partitionsOf)).toEqual([[3, 4, 5]]);
      const given = is('Assigned', 'c2').filter(({ partitions }) => partitions.length > 0);
      expect(given.map(partitionsOf)).toEqual([[3, 4, 5]]);
      // From c2's first heartbeat to the end of the handover c1 goes on reading what it keeps.
      const joined = is('Started', 'c2')[0]!.atUs;
      const taken = given[0]!.atUs;
      const kept = is('Polled', 'c1').filter(
        ({ atUs, partition }) => atUs > joined && atUs < taken && partition < 3,
      );
      expect(kept.length).toBeGreaterThan(5);
    },
  );
});
