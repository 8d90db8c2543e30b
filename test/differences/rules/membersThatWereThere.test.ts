import { expect, test } from 'vitest';
import { membersThatWereThere } from '../../../src/differences/rules/membersThatWereThere.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, stored, struck } from './ruleRun.ts';

const both = { c1: [0, 1], c2: [2] };

/** c1 is bounced at 10 s, c2 at 15 s; c1 is back in the group at this time. */
function bounced(backAt: number, last: Readonly<Record<string, readonly number[]>>): RunScript {
  const run = newRun().at(1).assigned(1, both);
  struck(run.at(10), 'stop c1 at 10s', 'c1')
    .stopped('c1')
    .assigned(2, { c2: [0, 1, 2] });
  run.at(11).started('c1');
  if (backAt < 15) run.at(backAt).assigned(3, both);
  struck(run.at(15), 'stop c2 at 15s', 'c2').stopped('c2');
  if (backAt < 15) run.assigned(4, { c1: [0, 1, 2] });
  run.at(16).started('c2');
  return stored(run.at(17), 5, 'cooperative-sticky', last);
}

test('a process that is back sooner or later makes other share-outs on the way', async () => {
  const [model, real] = [
    bounced(11.1, { c1: [0, 1], c2: [2] }),
    bounced(16, { c1: [0], c2: [1, 2] }),
  ];
  expect(await classed(membersThatWereThere, model, real)).toEqual([
    'owners: allowed nondeterminism',
    'final assignment: allowed nondeterminism',
  ]);
});

test('one that was running all the time should have been there', async () => {
  const model = bounced(11.1, both);
  const without = newRun().at(1).assigned(1, both).at(12).crashed('c1').started('c1');
  stored(without.at(30), 2, 'cooperative-sticky', { c2: [0, 1, 2] });
  stored(without.at(31), 3, 'cooperative-sticky', both);
  expect(await classed(membersThatWereThere, model, without)).toEqual([]);
});

test('another end, or the same members with other shares, is another matter', async () => {
  expect(
    await classed(
      membersThatWereThere,
      bounced(11.1, both),
      bounced(16, { c1: [0, 1, 2], c2: [] }),
    ),
  ).toEqual([]);
  const [model, real] = [bounced(11.1, both), bounced(11.1, { c1: [0], c2: [1, 2] })];
  expect(await classed(membersThatWereThere, model, real)).toEqual([]);
});
