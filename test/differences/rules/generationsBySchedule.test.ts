import { expect, test } from 'vitest';
import { generationsBySchedule } from '../../../src/differences/rules/generationsBySchedule.ts';
import { classed, newRun } from './ruleRun.ts';

const at = (generation: number) => newRun().assigned(generation, { c1: [0, 1, 2] });

test('a generation that some schedule comes to is allowed, another is not', async () => {
  expect(await classed(generationsBySchedule, at(1), at(2), { schedules: [at(2)] })).toEqual([
    'generations: allowed nondeterminism',
  ]);
  expect(await classed(generationsBySchedule, at(1), at(2), { schedules: [at(3)] })).toEqual([]);
});
