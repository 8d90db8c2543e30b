import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { EventOf, HistoryEvent, HistoryEventType } from '../../src/history/event.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import type { SimulatedRun } from '../../src/scenario/runOnSimulator.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type {
  FaultAction,
  FaultSpec,
  FaultTrigger,
  Scenario,
} from '../../src/scenario/scenario.ts';
import { saleGroup, saleScenario } from './saleScenario.ts';

async function run(
  scenario: Scenario,
  seed = 1,
): Promise<{ result: SimulatedRun; events: HistoryEvent[] }> {
  const history = new MemoryHistory();
  const result = await runOnSimulator(scenario, {
    seed,
    host: nodeHost,
    sinks: [history],
    print: null,
  });
  return { result, events: [...history.events()] };
}

function ofType<T extends HistoryEventType>(
  events: readonly HistoryEvent[],
  type: T,
): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function fault(action: FaultAction, trigger: FaultTrigger): FaultSpec {
  return { number: 1, text: action.type, trigger, action };
}

const at = (seconds: number): FaultTrigger => ({ type: 'at', atUs: seconds * 1_000_000 });

function outcomesOf(events: readonly HistoryEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of ofType(events, 'HandlerEnded'))
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

describe('runOnSimulator', () => {
  it('sells exactly what there is, each partition by one consumer, and drains', async () => {
    const { result, events } = await run(saleScenario());
    expect(result.reason).toBe('drained');
    expect(outcomesOf(events)).toEqual({ ISSUED: 30, SOLD_OUT: 30 });
    // murmur2 of "1" is in partition 0, of "2" and "3" in partition 2.
    const placed = new Set(
      ofType(events, 'Produced').map(({ key, partition }) => `${key}:${partition}`),
    );
    expect(placed).toEqual(new Set(['1:0', '2:2', '3:2']));
    const last = ofType(events, 'OffsetStored')
      .filter(({ partition }) => partition === 2)
      .at(-1);
    expect(last?.offset).toBe(40);
  });

  it('gives the same history for the same seed, and another for another', async () => {
    const scenario = saleScenario({
      faults: [fault({ type: 'pause', process: 'c1', forUs: 60_000_000 }, at(4.3))],
    });
    const first = await run(scenario, 7);
    const again = await run(scenario, 7);
    expect(again.events).toEqual(first.events);
    expect(again.result).toEqual(first.result);
    expect((await run(scenario, 8)).result.digest).not.toBe(first.result.digest);
  });

  it('delivers again what was written but not committed, and does nothing twice', async () => {
    const trigger: FaultTrigger = {
      type: 'point',
      process: 'c1',
      point: 'effect-written',
      record: { topic: 'coupon-issue-request', partition: 0, offset: 4 },
      occurrence: 1,
    };
    const scenario = saleScenario({
      faults: [fault({ type: 'crash', process: 'c1', restartAfterUs: null }, trigger)],
    });
    const { result, events } = await run(scenario);
    expect([result.reason, result.unreachedPoints]).toEqual(['drained', 0]);
    const duplicates = ofType(events, 'HandlerEnded').filter(
      ({ outcome }) => outcome === 'DUPLICATE',
    );
    expect(duplicates.map(({ partition, offset }) => [partition, offset])).toEqual([[0, 4]]);
    expect(ofType(events, 'EffectCommitted').reduce((sum, { issued }) => sum + issued, 0)).toBe(30);
    // Nobody takes over before the session of 45 s is over.
    const removed = ofType(events, 'MemberRemoved');
    expect(removed.map(({ client, reason }) => [client, reason])).toEqual([
      ['c1', 'session expired'],
    ]);
    expect(removed[0]!.atUs - ofType(events, 'Crashed')[0]!.atUs).toBeGreaterThan(42_000_000);
  });

  it('evicts a consumer paused longer than its session, and refuses its commit', async () => {
    const trigger: FaultTrigger = {
      type: 'point',
      process: 'c1',
      point: 'handler-started',
      record: { topic: 'coupon-issue-request', partition: 0, offset: 3 },
      occurrence: 1,
    };
    const scenario = saleScenario({
      faults: [fault({ type: 'pause', process: 'c1', forUs: 60_000_000 }, trigger)],
    });
    const { result, events } = await run(scenario);
    expect(result.reason).toBe('drained');
    const handledTwice = ofType(events, 'HandlerStarted').filter(
      ({ partition, offset }) => partition === 0 && offset === 3,
    );
    expect(new Set(handledTwice.map(({ process }) => process)).size).toBe(2);
    const refused = [...ofType(events, 'CommitRefused'), ...ofType(events, 'Lost')];
    expect(refused.some(({ process }) => process === 'c1')).toBe(true);
    expect(
      ofType(events, 'EffectCommitted').filter(
        ({ offset, partition }) => partition === 0 && offset === 3,
      ),
    ).toHaveLength(1);
  });

  it('shares three partitions among the members that come and go', async () => {
    const scenario = saleScenario({
      groups: [
        saleGroup({
          consumers: [
            { name: 'c1', config: {}, startUs: 0 },
            { name: 'c2', config: {}, startUs: 4_200_000 },
            { name: 'c3', config: {}, startUs: Infinity },
          ],
        }),
      ],
      faults: [
        fault({ type: 'join', process: 'c3' }, at(4.5)),
        { ...fault({ type: 'leave', process: 'c1', rejoinAfterUs: null }, at(8)), number: 2 },
      ],
    });
    const { result, events } = await run(scenario);
    expect(result.reason).toBe('drained');
    const stored = ofType(events, 'AssignmentStored');
    const lastMembers = stored
      .at(-1)!
      .members.map(({ client }) => client)
      .sort();
    expect(lastMembers).toEqual(['c2', 'c3']);
    for (const { members } of stored) {
      const owned = members.flatMap(({ partitions }) =>
        partitions.map(({ partition }) => partition),
      );
      expect([...owned].sort()).toEqual([0, 1, 2]);
    }
    expect(outcomesOf(events)).toMatchObject({ ISSUED: 30 });
  });

  it('calls nothing drained that is not: a group without consumers', async () => {
    const consumers = [{ name: 'c1', config: {}, startUs: Infinity }];
    const scenario = saleScenario({
      groups: [saleGroup({ consumers })],
      quiet: { withinUs: 5_000_000 },
    });
    const { result, events } = await run(scenario);
    expect(result.reason).toBe('deadline');
    expect(ofType(events, 'RunEnded').map(({ reason }) => reason)).toEqual(['deadline']);
  });

  it('moves leaders and coordinator when a broker dies, and loses nothing', async () => {
    const base = saleScenario();
    const scenario = saleScenario({
      cluster: { ...base.cluster, brokers: 3 },
      topics: base.topics.map((topic) => ({ ...topic, replicationFactor: 3 })),
      faults: [fault({ type: 'crash', process: 'broker-1', restartAfterUs: 30_000_000 }, at(4.4))],
    });
    const { result, events } = await run(scenario, 3);
    expect(result.reason).toBe('drained');
    expect(ofType(events, 'LeaderElected').length).toBeGreaterThan(0);
    expect(ofType(events, 'RequestAccepted')).toHaveLength(60);
    const decided = ofType(events, 'EffectCommitted').filter(({ outcome }) => outcome !== '');
    expect(new Set(decided.map(({ requestId }) => requestId)).size).toBe(60);
  });

  it('sends a message that cannot be read to the dead-letter topic and goes on', async () => {
    const base = saleScenario();
    const scenario = saleScenario({
      topics: [
        ...base.topics,
        { name: 'dead', partitions: 1, replicationFactor: 1, config: {}, key: 'none' },
      ],
      groups: [saleGroup({ deadLetterTopic: 'dead' })],
      workload: [
        {
          type: 'records',
          atUs: 4_000_000,
          everyUs: 1000,
          topic: 'coupon-issue-request',
          producer: 'api-1',
          records: [
            { key: '1', value: 'no JSON at all', partition: null },
            { key: '1', value: '{"requestId":"R-1","couponId":1,"userId":7}', partition: null },
          ],
        },
      ],
    });
    const { result, events } = await run(scenario);
    expect(result.reason).toBe('drained');
    expect(ofType(events, 'DeadLettered').map(({ offset }) => offset)).toEqual([0]);
    expect(outcomesOf(events)).toMatchObject({ ISSUED: 1, DEAD_LETTERED: 1 });
    expect(ofType(events, 'Produced').filter(({ topic }) => topic === 'dead')).toHaveLength(1);
  });
});
