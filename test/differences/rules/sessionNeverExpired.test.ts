import { expect, test } from 'vitest';
import { sessionNeverExpired } from '../../../src/differences/rules/sessionNeverExpired.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const crashed = (): RunScript =>
  newRun()
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .at(5)
    .crashed('c1');
const removedAt = (seconds: number): RunScript =>
  crashed()
    .at(seconds)
    .assigned(2, { c2: [0, 1, 2] })
    .at(60)
    .ended('drained');
const keptUntil = (seconds: number): RunScript => crashed().at(seconds).ended('drained');

test('a dead member that stays is a wrong model, in either run', async () => {
  const wrong = ['departures: model wrong'];
  expect(await classed(sessionNeverExpired, keptUntil(60), removedAt(15))).toEqual(wrong);
  expect(await classed(sessionNeverExpired, removedAt(15), keptUntil(60))).toEqual(wrong);
});

test('a member that is removed much later or sooner is one too', async () => {
  expect(await classed(sessionNeverExpired, removedAt(50), removedAt(15))).toEqual([
    'departures: model wrong',
  ]);
  expect(await classed(sessionNeverExpired, removedAt(17), removedAt(15))).toEqual([]);
});

test('a run that ends soon after the crash does not tell', async () => {
  expect(await classed(sessionNeverExpired, keptUntil(18), removedAt(15))).toEqual([]);
});
