import { expect, test } from 'vitest';
import { leftoverOfLastMember } from '../../../src/differences/rules/leftoverOfLastMember.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const committedTo = (offset: number): RunScript =>
  newRun()
    .requested('R0')
    .requested('R1')
    .assigned(1, { c1: [0, 1, 2] })
    .polled('c1', 0, 2)
    .handled('c1', 0, 2)
    .committed('c1', offset);
const ended = (run: RunScript): RunScript => run.stopped('c1').crashed('c2');

test('what the last member committed may be otherwise, if some schedule shows it', async () => {
  const schedules = [ended(committedTo(1)), ended(committedTo(2))];
  expect(
    await classed(leftoverOfLastMember, ended(committedTo(1)), ended(committedTo(2)), {
      schedules,
    }),
  ).toEqual(['committed offset: allowed nondeterminism']);
});

test('a living member must have committed everything, and the simulator must show it', async () => {
  const schedules = [committedTo(2)];
  expect(
    await classed(leftoverOfLastMember, committedTo(1), committedTo(2), { schedules }),
  ).toEqual([]);
  const others = [ended(committedTo(1))];
  expect(
    await classed(leftoverOfLastMember, ended(committedTo(1)), ended(committedTo(2)), {
      schedules: others,
    }),
  ).toEqual([]);
});
