import { expect, test } from 'vitest';
import { redeliveredBySchedule } from '../../../src/differences/rules/redeliveredBySchedule.ts';
import { classed } from './ruleRun.ts';
import { takenOver, undisturbed } from './takenOver.ts';

test('an occasion that some schedule has is allowed', async () => {
  const setting = { schedules: [undisturbed(), takenOver(2)] };
  expect(await classed(redeliveredBySchedule, undisturbed(), takenOver(3), setting)).toEqual([
    'redelivered: allowed nondeterminism',
  ]);
});

test('one that no schedule has is not', async () => {
  const setting = { schedules: [undisturbed()] };
  expect(await classed(redeliveredBySchedule, undisturbed(), takenOver(3), setting)).toEqual([]);
});
