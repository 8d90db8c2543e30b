import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdicts } from '../../../src/check/runCheckers.ts';
import { runCheckers } from '../../../src/check/runCheckers.ts';
import type { EventOf, HistoryEvent, HistoryEventType } from '../../../src/history/event.ts';
import { loadFile } from '../../../src/cli/loadScenario.ts';
import { openLocalCluster } from '../../../src/replay/openLocalCluster.ts';
import type { RealCluster } from '../../../src/replay/realCluster.ts';
import { replayOnKafka } from '../../../src/replay/replayOnKafka.ts';
import { historyHeader } from '../../../src/scenario/runOnSimulator.ts';
import { scaleScenario } from '../../../src/scenario/scale/scaleScenario.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { buildCommandLine, ROOT } from '../../cli/builtCommandLine.ts';
import { KAFKA_CACHE, whyNoKafka } from '../kafka/usableKafka.ts';

/** Short enough for a test, long enough for sessions on a busy machine. */
const TIME_SCALE = 0.3;

const missing = await whyNoKafka();

interface Replayed {
  readonly events: readonly HistoryEvent[];
  readonly verdicts: Verdicts;
}

function eventsOf<T extends HistoryEventType>(
  { events }: Replayed,
  type: T,
): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

describe.skipIf(missing !== null)('scenarios on a real Kafka', () => {
  let cluster: RealCluster;
  let memberProgram: string;

  async function shipped(name: string): Promise<Scenario> {
    const parsed = await loadFile(join(ROOT, 'scenarios', `${name}.yaml`));
    if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
    return scaleScenario(parsed.scenario, TIME_SCALE);
  }

  async function replayed(name: string): Promise<Replayed> {
    const scenario = await shipped(name);
    const run = await replayOnKafka(scenario, {
      seed: scenario.seed,
      cluster,
      client: 'kafkajs',
      cacheFolder: KAFKA_CACHE,
      memberProgram,
      postgresUrl: null,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      print: () => undefined,
    });
    expect(run).toMatchObject({ problem: null, reason: 'drained', unreachedPoints: 0, left: [] });
    const header = historyHeader(scenario, scenario.seed, 'test');
    const checkers = runCheckers({ ...header, backend: 'kafka', timeScale: TIME_SCALE });
    for (const event of run.events) checkers.onEvent(event);
    return { events: run.events, verdicts: checkers.finish() };
  }

  function expectAllHold({ verdicts }: Replayed): void {
    const broken = verdicts.verdicts.filter(({ status }) => status !== 'holds');
    expect(broken.map(({ rule, sentence }) => `${rule}: ${sentence}`)).toEqual([]);
  }

  beforeAll(async () => {
    const { script } = await buildCommandLine('replay');
    memberProgram = join(dirname(script), 'kafkaMember.js');
    cluster = await openLocalCluster(await shipped('rebalance'), {
      cacheFolder: KAFKA_CACHE,
      onProgress: () => undefined,
    });
  });
  afterAll(async () => {
    await cluster?.close();
  });

  it('rebalance: a consumer joins and another dies in the middle of a sale', async () => {
    const run = await replayed('rebalance');
    expectAllHold(run);
    const { facts, redeliveries } = run.verdicts;
    expect(facts.coupons.map(({ issued }) => issued)).toEqual([60, 60, 60]);
    expect(facts.groups[0]!.generations).toBeGreaterThanOrEqual(4);
    const afterCrash = redeliveries.filter(({ cause }) => cause === 'crash');
    expect(afterCrash).toMatchObject([{ previousProcess: 'c1', partition: 0 }]);
  });

  it('zombie: what Kafka`s logs say is joined in, and the stale commit is refused', async () => {
    const run = await replayed('zombie');
    expectAllHold(run);
    expect(eventsOf(run, 'MemberRemoved')).toMatchObject([
      { client: 'c1', reason: 'session expired' },
    ]);
    const generations = eventsOf(run, 'AssignmentStored').map(({ generation }) => generation);
    expect(generations.slice(0, 3)).toEqual([1, 2, 3]);
    const [paused, resumed] = [eventsOf(run, 'Paused'), eventsOf(run, 'Resumed')];
    expect(resumed[0]!.atUs - paused[0]!.atUs).toBeGreaterThanOrEqual(9_000_000);
    expect(eventsOf(run, 'CommitRefused')).toMatchObject([{ process: 'c1' }]);
    expect(eventsOf(run, 'OffsetStored').every(({ client }) => client === 'c2')).toBe(true);
    expect(run.verdicts.redeliveries).toMatchObject([{ cause: 'eviction', process: 'c2' }]);
  });
});
