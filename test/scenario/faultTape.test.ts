import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { EventOf, HistoryEvent, HistoryEventType } from '../../src/history/event.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import type { SimulatedRun } from '../../src/scenario/runOnSimulator.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type { FaultAction, FaultTrigger, Scenario } from '../../src/scenario/scenario.ts';
import { numberFaults } from './arbitraryFault.ts';
import { saleGroup, saleScenario } from './saleScenario.ts';

const SECOND = 1_000_000;

/** A fault by time, in seconds, or at a point of some work. */
type TapeEntry = readonly [action: FaultAction, when: number | FaultTrigger];

async function play(
  tape: readonly TapeEntry[],
  overrides: Partial<Scenario> = {},
): Promise<{ run: SimulatedRun; events: readonly HistoryEvent[] }> {
  const faults = numberFaults(
    tape.map(([action, when]) => ({
      action,
      trigger: typeof when === 'number' ? { type: 'at', atUs: when * SECOND } : when,
    })),
  );
  const history = new MemoryHistory();
  const options = { seed: 1, host: nodeHost, sinks: [history], print: null };
  const run = await runOnSimulator(saleScenario({ ...overrides, faults }), options);
  return { run, events: [...history.events()] };
}

function timesOf<T extends HistoryEventType>(
  events: readonly HistoryEvent[],
  type: T,
  process: string,
): number[] {
  return events
    .filter((event): event is EventOf<T> => event.type === type && event.process === process)
    .map(({ atUs }) => atUs / SECOND);
}

const alone = saleGroup({ consumers: [{ name: 'c1', config: {}, startUs: 0 }] });

describe('leaving and coming back', () => {
  it('starts a consumer again that was still leaving when it was wanted back', async () => {
    const leave = { type: 'leave', process: 'c1', rejoinAfterUs: 10_000 } as const;
    const slow = saleGroup({ ...alone, serviceTime: { minUs: 300_000, maxUs: 300_000 } });
    const { run, events } = await play([[leave, 4.5]], { groups: [slow] });
    const [stopped] = timesOf(events, 'Stopped', 'c1');
    expect(stopped).toBeGreaterThan(4.51);
    expect(timesOf(events, 'Started', 'c1')).toEqual([0, stopped]);
    expect(run.reason).toBe('drained');
  });

  it('does not, if it is killed before it has left', async () => {
    const slow = saleGroup({ serviceTime: { minUs: 500_000, maxUs: 500_000 } });
    const { events } = await play(
      [
        [{ type: 'leave', process: 'c1', rejoinAfterUs: 10_000 }, 4.5],
        [{ type: 'crash', process: 'c1', restartAfterUs: null }, 4.52],
      ],
      { groups: [slow] },
    );
    expect(timesOf(events, 'Crashed', 'c1')).toEqual([4.52]);
    expect(timesOf(events, 'Started', 'c1')).toEqual([0]);
  });
});

describe('pauses', () => {
  it('last until the last of those that overlap is over', async () => {
    const { events } = await play([
      [{ type: 'pause', process: 'c1', forUs: 20 * SECOND }, 5],
      [{ type: 'pause', process: 'c1', forUs: SECOND }, 6],
      [{ type: 'pause', process: 'c2', forUs: SECOND }, 5],
      [{ type: 'pause', process: 'c2', forUs: 20 * SECOND }, 5.5],
    ]);
    for (const [process, end] of [
      ['c1', 25],
      ['c2', 25.5],
    ] as const) {
      expect(timesOf(events, 'Paused', process)).toEqual([5]);
      expect(timesOf(events, 'Resumed', process)).toEqual([end]);
    }
  });

  it('do not outlive a crash', async () => {
    const { events } = await play([
      [{ type: 'pause', process: 'c1', forUs: 10 * SECOND }, 5],
      [{ type: 'crash', process: 'c1', restartAfterUs: SECOND }, 6],
      [{ type: 'pause', process: 'c1', forUs: 20 * SECOND }, 8],
    ]);
    expect(timesOf(events, 'Paused', 'c1')).toEqual([5, 8]);
    expect(timesOf(events, 'Resumed', 'c1')).toEqual([28]);
  });

  it('do nothing to a consumer that has ended', async () => {
    const { run, events } = await play([
      [{ type: 'leave', process: 'c1', rejoinAfterUs: 4 * SECOND }, 8],
      [{ type: 'pause', process: 'c1', forUs: 10 * SECOND }, 10],
    ]);
    expect(timesOf(events, 'Paused', 'c1')).toEqual([]);
    expect(timesOf(events, 'Started', 'c1')).toEqual([0, 12]);
    expect(run.reason).toBe('drained');
  });
});

describe('a crash of a producer', () => {
  it('gives up what it had under way, and the run comes to rest without it', async () => {
    const { run, events } = await play([
      [{ type: 'crash', process: 'api-1', restartAfterUs: null }, 4.5],
    ]);
    const submitted = timesOf(events, 'RequestSubmitted', 'api-1');
    const answered = timesOf(events, 'RequestAccepted', 'api-1');
    expect(answered.length).toBeLessThan(submitted.length);
    expect(run.reason).toBe('drained');
  });
});

describe('the time to drain', () => {
  const effect: FaultTrigger = {
    type: 'point',
    process: 'c1',
    point: 'effect-written',
    record: null,
    occurrence: 20,
  };
  const crash = { type: 'crash', process: 'c1', restartAfterUs: 30 * SECOND } as const;
  const overrides = {
    groups: [saleGroup({ ...alone, serviceTime: { minUs: 100_000, maxUs: 100_000 } })],
    quiet: { withinUs: 20 * SECOND },
  };

  it('counts from the last fault, which may strike when all is sent', async () => {
    const { run, events } = await play([[crash, effect]], overrides);
    const quietUs = events.find(({ type }) => type === 'QuietPhaseStarted')!.atUs;
    expect(timesOf(events, 'Crashed', 'c1')[0]).toBeGreaterThan(quietUs / SECOND);
    expect(run.reason).toBe('drained');
  });

  it('is over at the deadline all the same, if the work is not', async () => {
    const tight = { ...overrides, quiet: { withinUs: 3 * SECOND } };
    const { run, events } = await play([[crash, { ...effect, occurrence: 12 }]], tight);
    expect(run.reason).toBe('deadline');
    const [, back] = timesOf(events, 'Started', 'c1');
    expect(run.virtualUs / SECOND).toBeCloseTo(back! + 3, 6);
  });

  it('counts from the last message that a fault has struck', async () => {
    const drop = {
      type: 'message',
      effect: 'drop',
      api: 'Fetch',
      direction: 'response',
      client: 'c1',
      broker: 'broker-1',
      count: 3,
      extraUs: 0,
      forUs: Infinity,
    } as const;
    // Each lost answer costs request.timeout.ms, 30 s, of a fetch that waits 30 s at most.
    const { run } = await play([[drop, 4]], { ...overrides, quiet: { withinUs: 45 * SECOND } });
    expect(run.virtualUs).toBeGreaterThan(60 * SECOND);
    expect(run.reason).toBe('drained');
  });
});

describe('a producer with acks=0', () => {
  it('is done with a record before it has arrived, but the run is not', async () => {
    const { run, events } = await play([], {
      producers: [{ name: 'api-1', config: { acks: '0', 'enable.idempotence': 'false' } }],
      // One at a time: the group is at rest when the last one is sent.
      workload: [1, 2, 3].map((user) => ({
        type: 'request',
        atUs: (10 + user) * SECOND,
        topic: 'coupon-issue-request',
        producer: 'api-1',
        requestId: `REQ-${user}`,
        couponId: '1',
        userId: String(user),
        sends: 1,
        everyUs: 0,
      })),
    });
    expect(run.reason).toBe('drained');
    const outcomes = events.flatMap((event) =>
      event.type === 'HandlerEnded' ? [event.outcome] : [],
    );
    expect(outcomes).toEqual(['ISSUED', 'ISSUED', 'ISSUED']);
  });
});
