import { expect, test } from 'vitest';
import { ownersBySchedule } from '../../../src/differences/rules/ownersBySchedule.ts';
import { classed, newRun } from './ruleRun.ts';

const one = () => newRun().assigned(1, { c1: [0, 1], c2: [2] });
const other = () =>
  newRun()
    .assigned(1, { c2: [0, 1, 2] })
    .assigned(2, { c1: [0, 1, 2] });

test('share-outs that some schedule has are allowed, others are not', async () => {
  expect(await classed(ownersBySchedule, one(), other(), { schedules: [one(), other()] })).toEqual([
    'owners: allowed nondeterminism',
    'final assignment: allowed nondeterminism',
  ]);
  expect(await classed(ownersBySchedule, one(), other(), { schedules: [one()] })).toEqual([]);
});
