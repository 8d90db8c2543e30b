import { expect, test } from 'vitest';
import { commitDuringRebalance } from '../../../src/differences/rules/commitDuringRebalance.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const first = (): RunScript =>
  newRun()
    .at(1)
    .assigned(1, { c1: [0, 1, 2] });
const second = (run: RunScript): RunScript => run.at(4).assigned(2, { c1: [0, 1], c2: [2] });
const refused = (error: string): RunScript =>
  first().at(3).commitStarted('c1', 1).commitRefused('c1', 1, error);

test('a commit between two generations may be refused', async () => {
  const real = second(refused('REBALANCE_IN_PROGRESS'));
  expect(await classed(commitDuringRebalance, second(first()), real)).toEqual([
    'commit errors: allowed nondeterminism',
  ]);
});

test('librdkafka calls it otherwise, the Java client does not', async () => {
  const real = () => second(refused('ILLEGAL_GENERATION'));
  const model = () => second(first());
  expect(await classed(commitDuringRebalance, model(), real(), { client: 'confluent' })).toEqual([
    'commit errors: client-specific',
  ]);
  expect(await classed(commitDuringRebalance, model(), real(), { client: 'java' })).toEqual([]);
});

test('without a rebalance there is no reason for it', async () => {
  expect(await classed(commitDuringRebalance, first(), refused('REBALANCE_IN_PROGRESS'))).toEqual(
    [],
  );
});

test('the answer may come when the assignment is stored already, but not long after', async () => {
  const late = (seconds: number): RunScript => {
    const run = second(first());
    return run
      .at(4 + seconds)
      .commitStarted('c1', 1)
      .commitRefused('c1', 1, 'REBALANCE_IN_PROGRESS');
  };
  expect(await classed(commitDuringRebalance, second(first()), late(0.1))).toEqual([
    'commit errors: allowed nondeterminism',
  ]);
  expect(await classed(commitDuringRebalance, second(first()), late(1))).toEqual([]);
});
