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

test('a rebalance that changed nothing makes one too', async () => {
  const real = newRun().assigned(1, both).assigned(2, both);
  expect(await classed(generationsFollowOwners, newRun().assigned(1, both), real)).toEqual([
    'generations: allowed nondeterminism',
  ]);
});

test('a number that jumped without a rebalance has no reason', async () => {
  const real = newRun().assigned(7, both);
  expect(await classed(generationsFollowOwners, newRun().assigned(1, both), real)).toEqual([]);
});
