import { expect, test } from 'vitest';
import { generationsFollowOwners } from '../../../src/differences/rules/generationsFollowOwners.ts';
import { classed, newRun, settles } from './ruleRun.ts';

const both = { c1: [0, 1], c2: [2] };

test('more share-outs make a higher generation', async () => {
  const real = newRun()
    .assigned(1, { c1: [0, 1, 2] })
    .assigned(2, both);
  const causes = [settles('owners', 'allowed nondeterminism')];
  expect(
    await classed(generationsFollowOwners, newRun().assigned(1, both), real, { causes }),
  ).toEqual(['generations: allowed nondeterminism']);
});

test('so does a process that comes back as a new member and gets its old share', async () => {
  const real = newRun().assigned(1, both).crashed('c1').started('c1').assigned(2, both);
  expect(await classed(generationsFollowOwners, newRun().assigned(1, both), real)).toEqual([
    'generations: allowed nondeterminism',
  ]);
});

test('a rebalance for no reason at all is not excused', async () => {
  const real = newRun().assigned(1, both).assigned(2, both);
  expect(await classed(generationsFollowOwners, newRun().assigned(1, both), real)).toEqual([]);
});

test('a number that jumped without a rebalance has no reason', async () => {
  const real = newRun().assigned(7, both);
  expect(await classed(generationsFollowOwners, newRun().assigned(1, both), real)).toEqual([]);
});
