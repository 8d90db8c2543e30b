import { expect, test } from 'vitest';
import { departureBySchedule } from '../../../src/differences/rules/departureBySchedule.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const paused = (): RunScript =>
  newRun()
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .at(5)
    .paused('c1')
    .at(15)
    .resumed('c1');
const removed = (): RunScript =>
  paused()
    .at(15)
    .assigned(2, { c2: [0, 1, 2] });

test('a pause as long as the session may end either way, if some schedule shows it', async () => {
  expect(
    await classed(departureBySchedule, paused(), removed(), { schedules: [paused(), removed()] }),
  ).toEqual(['departures: allowed nondeterminism']);
  expect(
    await classed(departureBySchedule, paused(), removed(), { schedules: [paused()] }),
  ).toEqual([]);
});
