import { expect, test } from 'vitest';
import { joinedAtNewCoordinator } from '../../../src/differences/rules/joinedAtNewCoordinator.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const two = { c1: [0, 1], c2: [2] };
const three = { c1: [0], c2: [1], c3: [2] };
const move = (run: RunScript): RunScript =>
  run.at(5).crashed('broker-1').at(14).coordinatedBy('broker-2');
const calm = (): RunScript => newRun().at(1).assigned(1, two);
/** The coordinator dies while it waits for members to join. */
const moved = (): RunScript => move(calm().at(4).groupState('PreparingRebalance', 'new member c3'));

test('those that were there may join at the new coordinator before the new one does', async () => {
  const [model, real] = [moved().assigned(2, three), moved().assigned(2, two).assigned(3, three)];
  const allowed = ['generations: allowed nondeterminism'];
  expect(await classed(joinedAtNewCoordinator, model, real)).toEqual(allowed);
  expect(await classed(joinedAtNewCoordinator, real, model)).toEqual(allowed);
});

test('kafkajs joins again though nobody has asked it to; others must not', async () => {
  const [model, real] = [move(calm()), move(calm()).assigned(2, two)];
  expect(await classed(joinedAtNewCoordinator, model, real, { client: 'kafkajs' })).toEqual([
    'generations: client-specific',
  ]);
  expect(await classed(joinedAtNewCoordinator, model, real, { client: 'java' })).toEqual([]);
  expect(await classed(joinedAtNewCoordinator, real, model, { client: 'kafkajs' })).toEqual([]);
});

test('at the same coordinator there is no reason to join again', async () => {
  const real = calm().at(14).assigned(2, two).assigned(3, three);
  const model = calm().at(14).assigned(2, three);
  expect(await classed(joinedAtNewCoordinator, model, real)).toEqual([]);
});

test('a generation that nobody stored is not excused by that', async () => {
  const real = moved().assigned(2, two).assigned(4, three);
  expect(await classed(joinedAtNewCoordinator, moved().assigned(2, three), real)).toEqual([]);
});
