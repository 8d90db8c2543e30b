import { describe, expect, test } from 'vitest';
import { collectFacts } from '../../src/differences/collectFacts.ts';
import type { CollectedFacts } from '../../src/differences/collectFacts.ts';
import { compareRuns, findDifferences } from '../../src/differences/compareRuns.ts';
import type { DifferenceRule } from '../../src/differences/differenceRule.ts';
import type { Fact } from '../../src/differences/fact.ts';
import { allowed, serviceBug } from '../../src/differences/judgement.ts';
import { ScheduleSearch } from '../../src/differences/scheduleSearch.ts';
import { newRun } from './rules/ruleRun.ts';
import { takenOver, undisturbed } from './rules/takenOver.ts';
import type { RunScript } from '../check/runScript.ts';

const factsOf = ({ header, events }: RunScript): CollectedFacts => collectFacts({ header, events });

/** Asks whether some schedule has the generation of the real run. */
const asking: DifferenceRule = {
  name: 'asking',
  kinds: ['generations'],
  judge: ({ real }) => ({
    question: `some schedule has ${real}`,
    isSeen: ({ facts }) => facts.some((one) => one.kind === 'generations' && one.value === real),
    ifSeen: (schedule) => allowed('seen', schedule),
  }),
};

function at(generation: number): RunScript {
  return newRun().assigned(generation, { c1: [0, 1, 2] });
}

describe('facts that differ', () => {
  const fact = (subject: string, value: string, ...timesUs: readonly number[]): Fact => ({
    kind: 'departures',
    subject,
    value,
    timesUs,
  });

  test('are those with another value, and those that only one run has', () => {
    const found = findDifferences(
      [fact('a', '1'), fact('b', '1'), fact('c', '1')],
      [fact('a', '1'), fact('b', '2'), fact('d', '1')],
    );
    expect(found).toEqual([
      { kind: 'departures', subject: 'b', simulated: '1', real: '2' },
      { kind: 'departures', subject: 'c', simulated: '1', real: null },
      { kind: 'departures', subject: 'd', simulated: null, real: '1' },
    ]);
  });

  test('times are compared with a margin, and shown', () => {
    const [short, near, far] = [10_000_000, 19_000_000, 25_000_000];
    expect(findDifferences([fact('a', 'removed', short)], [fact('a', 'removed', near)])).toEqual(
      [],
    );
    expect(findDifferences([fact('a', 'removed', short)], [fact('a', 'removed', far)])).toEqual([
      {
        kind: 'departures',
        subject: 'a',
        simulated: 'removed (after 10.000 s)',
        real: 'removed (after 25.000 s)',
      },
    ]);
  });
});

describe('a comparison', () => {
  test('of a run with itself finds nothing', async () => {
    const facts = factsOf(takenOver(2));
    const comparison = await compareRuns(facts, facts, { client: null, search: null });
    expect(comparison.differences).toEqual([]);
    expect(comparison.isFaithful).toBe(true);
    expect(comparison.counts['redelivered']).toEqual({ compared: 3, equal: 3 });
  });

  test('fails on what no rule explains', async () => {
    const context = { client: null, search: null, rules: [] };
    const comparison = await compareRuns(factsOf(at(1)), factsOf(at(2)), context);
    expect(comparison.isFaithful).toBe(false);
    expect(comparison.differences.map((one) => [one.kind, one.class, one.rule])).toEqual([
      ['generations', 'unexplained', ''],
    ]);
  });

  test('fails on a bug of the service although it is explained', async () => {
    const rule: DifferenceRule = {
      name: 'bug',
      kinds: ['generations'],
      judge: () => serviceBug('it is one', 'the test'),
    };
    const context = { client: null, search: null, rules: [rule] };
    const comparison = await compareRuns(factsOf(at(1)), factsOf(at(2)), context);
    expect(comparison.isFaithful).toBe(false);
  });

  test('asks no further than the first schedule that shows it', async () => {
    const asked: number[] = [];
    const search = new ScheduleSearch((schedule) => {
      asked.push(schedule);
      return Promise.resolve(factsOf(at(schedule)));
    }, 200);
    const context = { client: null, search, rules: [asking] };
    const comparison = await compareRuns(factsOf(at(1)), factsOf(at(3)), context);
    expect(asked).toEqual([1, 2, 3]);
    expect(comparison.questions).toEqual([{ question: 'some schedule has last 3', schedule: 3 }]);
    expect(comparison.differences[0]).toMatchObject({
      class: 'allowed nondeterminism',
      shownBy: 'schedule 3 of up to 200',
    });
  });

  test('asks a bounded number of schedules, once', async () => {
    const search = new ScheduleSearch(() => Promise.resolve(factsOf(at(1))), 7);
    const context = { client: null, search, rules: [asking] };
    const comparison = await compareRuns(factsOf(at(1)), factsOf(at(3)), context);
    expect(comparison.scheduleCount).toBe(7);
    expect(comparison.differences[0]!.class).toBe('unexplained');
  });

  test('hears rules that can tell before it asks the simulator', async () => {
    const telling: DifferenceRule = {
      name: 'telling',
      kinds: ['generations'],
      judge: () => allowed('told', 'the test'),
    };
    const search = new ScheduleSearch(() => Promise.reject(new Error('asked')), 7);
    const context = { client: null, search, rules: [asking, telling] };
    const comparison = await compareRuns(factsOf(at(1)), factsOf(at(3)), context);
    expect(comparison.differences[0]!.rule).toBe('telling');
  });

  test('shows how long partitions stood still', async () => {
    const [model, real] = [factsOf(undisturbed()), factsOf(takenOver(2))];
    const { simulatedTimes, realTimes } = await compareRuns(model, real, {
      client: null,
      search: null,
    });
    expect(simulatedTimes).toEqual([]);
    expect(realTimes.map(({ subject }) => subject)).toEqual([
      'coupon-issue-group coupon-issue-request-0: c1 to c2, crash',
    ]);
    expect(realTimes[0]!.us).toBeGreaterThan(9_000_000);
  });
});
