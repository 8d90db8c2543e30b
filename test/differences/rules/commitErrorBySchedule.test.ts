import { expect, test } from 'vitest';
import { commitErrorBySchedule } from '../../../src/differences/rules/commitErrorBySchedule.ts';
import { classed, newRun } from './ruleRun.ts';

const refused = (error: string) => newRun().commitStarted('c1', 1).commitRefused('c1', 1, error);

test('a refusal that some schedule sees is allowed, by whichever name', async () => {
  const setting = { schedules: [newRun(), refused('TimeoutException')] };
  expect(
    await classed(commitErrorBySchedule, newRun(), refused('REQUEST_TIMED_OUT'), setting),
  ).toEqual(['commit errors: allowed nondeterminism']);
});

test('one that no schedule sees is not', async () => {
  const setting = { schedules: [newRun(), refused('ILLEGAL_GENERATION')] };
  expect(
    await classed(commitErrorBySchedule, newRun(), refused('REQUEST_TIMED_OUT'), setting),
  ).toEqual([]);
});
