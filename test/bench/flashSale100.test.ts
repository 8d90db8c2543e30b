import { describe, expect, it } from 'vitest';
import { readCase } from '../../bench/runCase.ts';
import { SEEDS_CASE } from '../../bench/seedsBench.ts';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { EventOf, HistoryEvent } from '../../src/history/event.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import { judgeOnSimulator } from '../../src/scenario/judgeOnSimulator.ts';

type Handled = EventOf<'HandlerEnded'>;

async function play(seed: number) {
  const history = new MemoryHistory();
  const judged = await judgeOnSimulator(readCase(SEEDS_CASE), {
    seed,
    host: nodeHost,
    sinks: [history],
    print: null,
    productVersion: 'test',
  });
  return { judged, events: [...history.events()] };
}

function handledBy(process: string, events: readonly HistoryEvent[]): Handled[] {
  return events.filter(
    (event): event is Handled => event.type === 'HandlerEnded' && event.process === process,
  );
}

function committedOffset(events: readonly HistoryEvent[], { topic, partition }: Handled): number {
  let offset = -1;
  for (const event of events) {
    if (event.type === 'OffsetStored' && event.topic === topic && event.partition === partition)
      offset = event.offset;
  }
  return offset;
}

// The benchmark would be as fast, or faster, if one of these things did not happen any more.
describe('the case of the seeds benchmark', () => {
  it.each([1, 2, 3, 17, 250])('is what it says: seed %i', async (seed) => {
    const { judged, events } = await play(seed);
    expect(judged.status).toBe('holds');
    expect(judged.run.reason).toBe('drained');
    const { facts } = judged.verdicts;
    expect(facts.requests).toBe(100);
    expect(facts.issued).toBe(100);
    expect(facts.partitions.map(({ records }) => records > 0)).toEqual([true, true, true]);

    const crash = events.findIndex((event) => event.type === 'Crashed');
    const before = events.slice(0, crash);
    const last = handledBy('c1', before).at(-1)!;
    // Handled: the effect is there. Not committed: the group stands before the record.
    expect(handledBy('c1', before)).toHaveLength(8);
    expect(before.some(({ type, process }) => type === 'EffectCommitted' && process === 'c1')).toBe(
      true,
    );
    expect(committedOffset(before, last)).toBe(last.offset);
    const crashedUs = events[crash]!.atUs;
    expect(crashedUs).toBe(last.atUs);

    // Nobody hears of the crash before the session of 45 s is over.
    const again = events.find(
      (event): event is Handled =>
        event.type === 'HandlerEnded' &&
        event.process !== 'c1' &&
        event.partition === last.partition &&
        event.offset === last.offset,
    )!;
    expect(again.outcome).toBe('DUPLICATE');
    expect(again.atUs - crashedUs).toBeGreaterThan(40_000_000);
    expect(handledBy('c1', events.slice(crash))).toEqual([]);
  });

  it('commits after every record', async () => {
    const { events } = await play(1);
    const commits = events.filter(({ type }) => type === 'CommitStarted').length;
    expect(commits).toBeGreaterThanOrEqual(100);
  });
});
