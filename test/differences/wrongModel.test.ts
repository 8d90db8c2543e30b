import { afterEach, describe, expect, test, vi } from 'vitest';
import { compareRuns } from '../../src/differences/compareRuns.ts';
import type { RunComparison } from '../../src/differences/compareRuns.ts';
import type { FactKind } from '../../src/differences/fact.ts';
import { ClassicGroup } from '../../src/model/group/classicGroup.ts';
import type { GroupCoordinatorContext } from '../../src/model/group/groupCoordinatorContext.ts';
import { OffsetHandler } from '../../src/model/group/offsetHandler.ts';
import { Rebalancer } from '../../src/model/group/rebalancer.ts';
import { murmur2 } from '../../src/model/murmur2.ts';
import { recorded, schedulesOf, shipped, simulated, simulatedLike } from './arms.ts';

/** What is planted; the module of the partitioner is looked at when a record is placed. */
const planted = vi.hoisted(() => ({ unsignedShift: false }));

vi.mock(import('../../src/model/murmur2.ts'), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    partitionForKey: (key, count) =>
      planted.unsignedShift
        ? (original.murmur2(key) >>> 0) % count
        : original.partitionForKey(key, count),
  };
});

afterEach(() => {
  planted.unsignedShift = false;
  vi.restoreAllMocks();
});

/** The correct model stands for Kafka; the wrong one is asked for other schedules too. */
async function compareWithWrong(name: string, plant: () => void): Promise<RunComparison> {
  const scenario = await shipped(name);
  const real = await simulated(scenario, 2);
  plant();
  const wrong = await simulated(scenario);
  return await compareRuns(wrong, real, { client: null, search: schedulesOf(scenario, 5) });
}

function classesOf({ differences }: RunComparison, kind: FactKind): readonly string[] {
  return differences.filter((one) => one.kind === kind).map((one) => one.class);
}

describe('a wrong model is exposed', () => {
  test.each(['rebalance', 'zombie', 'practice-3-consumer-parallelism'])(
    'nothing is planted: %s is faithful',
    async (name) => {
      const comparison = await compareWithWrong(name, () => undefined);
      expect(comparison.isFaithful).toBe(true);
    },
  );

  test('>>> 0 in place of the mask puts keys into other partitions', async () => {
    const comparison = await compareWithWrong('practice-3-consumer-parallelism', () => {
      planted.unsignedShift = true;
    });
    expect(comparison.isFaithful).toBe(false);
    const classes = classesOf(comparison, 'partition of key');
    expect(classes.length).toBeGreaterThan(5);
    expect(new Set(classes)).toEqual(new Set(['model wrong']));
    // Only hashes with the sign bit are treated otherwise.
    for (const { kind, subject } of comparison.differences) {
      if (kind !== 'partition of key') continue;
      const key = JSON.parse(subject.slice(subject.indexOf('"'))) as string;
      expect(murmur2(key)).toBeLessThan(0);
    }
    expect(comparison.differences.map((one) => one.class)).not.toContain('unexplained');
  });

  test.each([
    ['rebalance', /^The model removed c1 3\d\d\.\d+ s after it was crashed, Kafka after 1\d\./],
    ['crash-before-commit', /^Kafka removed c1 1\d\.\d+ s after it was crashed\. In the model/],
    ['zombie', /^Kafka removed c1 1\d\.\d+ s after it was paused\. In the model/],
  ])('sessions that never expire: %s', async (name, reason) => {
    const comparison = await compareWithWrong(name, neverExpire);
    expect(comparison.isFaithful).toBe(false);
    expect(classesOf(comparison, 'departures')).toEqual(['model wrong']);
    const told = comparison.differences.find((one) => one.kind === 'departures')!;
    expect(told.reason).toMatch(reason);
  });

  test('commits without fencing let a zombie commit', async () => {
    const comparison = await compareWithWrong('zombie', neverFence);
    expect(comparison.isFaithful).toBe(false);
    expect(classesOf(comparison, 'commit errors')).toEqual(['model wrong']);
    const told = comparison.differences.find((one) => one.kind === 'commit errors')!;
    expect(told.reason).toContain('refused its commit: CommitFailedException');
  });
});

describe('a wrong model is exposed by a recorded run on a real Kafka', () => {
  async function compareWithRecorded(name: string, plant: () => void): Promise<RunComparison> {
    const real = await recorded(name);
    plant();
    const { facts, scenario } = await simulatedLike(real.facts);
    const { client } = real;
    return await compareRuns(facts, real.facts, { client, search: schedulesOf(scenario, 5) });
  }

  test.each(['rebalance-kafkajs', 'crash-before-commit-kafkajs', 'zombie-kafkajs'])(
    'sessions that never expire: %s',
    async (name) => {
      const comparison = await compareWithRecorded(name, neverExpire);
      expect(comparison.isFaithful).toBe(false);
      expect(classesOf(comparison, 'departures')).toEqual(['model wrong']);
    },
  );

  test('commits without fencing', async () => {
    const comparison = await compareWithRecorded('zombie-kafkajs', neverFence);
    expect(comparison.isFaithful).toBe(false);
    expect(classesOf(comparison, 'commit errors')).toEqual(['model wrong']);
  });

  test('>>> 0 in place of the mask', async () => {
    const comparison = await compareWithRecorded('practice-3-consumer-parallelism-kafkajs', () => {
      planted.unsignedShift = true;
    });
    expect(comparison.isFaithful).toBe(false);
    expect(new Set(classesOf(comparison, 'partition of key'))).toEqual(new Set(['model wrong']));
  });
});

/** A session lasts for weeks: the timer is there, as the invariants want it, and never rings. */
function neverExpire(): void {
  vi.spyOn(Rebalancer.prototype, 'renewSession').mockImplementation(function (
    this: Rebalancer<unknown, unknown>,
    member,
  ) {
    const { timers } = (this as unknown as { context: GroupCoordinatorContext<unknown, unknown> })
      .context;
    timers.schedule(member.sessionTimer, 1e12);
  });
}

/** Whoever commits, in whatever generation, may; heartbeats and joins are judged as before. */
function neverFence(): void {
  const validateGeneration = methodOf(ClassicGroup.prototype, 'validateGeneration');
  let isCommit = false;
  vi.spyOn(ClassicGroup.prototype, 'validateGeneration').mockImplementation(function (
    this: ClassicGroup<unknown, unknown>,
    ...request
  ) {
    return isCommit ? 'NONE' : validateGeneration(this, request);
  });
  const onOffsetCommit = methodOf(OffsetHandler.prototype, 'onOffsetCommit');
  vi.spyOn(OffsetHandler.prototype, 'onOffsetCommit').mockImplementation(function (
    this: OffsetHandler<unknown, unknown>,
    ...request
  ) {
    isCommit = true;
    onOffsetCommit(this, request);
    isCommit = false;
  });
}

/** A method as it is now, to be called on an object that is named. */
function methodOf<Type extends object, Name extends keyof Type>(
  prototype: Type,
  name: Name,
): Type[Name] extends (...args: infer Args) => infer Result
  ? (target: object, args: Args) => Result
  : never {
  const method = prototype[name] as (...args: unknown[]) => unknown;
  return ((target: object, args: unknown[]) => method.apply(target, args)) as never;
}
