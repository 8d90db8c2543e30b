import { expect, test } from 'vitest';
import { equalShares } from '../../../src/differences/rules/equalShares.ts';
import { classed, newRun, stored } from './ruleRun.ts';

const model = () => stored(newRun(), 1, 'uniform', { c1: [0, 1], c2: [2] });

test('random ids decide who gets the larger share', async () => {
  const real = stored(newRun(), 1, 'uniform', { c1: [0], c2: [1, 2] });
  expect(await classed(equalShares, model(), real)).toEqual([
    'owners: allowed nondeterminism',
    'final assignment: allowed nondeterminism',
  ]);
});

test('they decide neither sizes nor members, nor anything for range', async () => {
  const greedy = stored(newRun(), 1, 'uniform', { c1: [], c2: [0, 1, 2] });
  expect(await classed(equalShares, model(), greedy)).toEqual([]);
  const alone = stored(newRun(), 1, 'uniform', { c2: [0, 1, 2] });
  expect(await classed(equalShares, model(), alone)).toEqual([]);
  const range = stored(newRun(), 1, 'range', { c1: [0, 1], c2: [2] });
  const other = stored(newRun(), 1, 'range', { c1: [0], c2: [1, 2] });
  expect(await classed(equalShares, range, other)).toEqual([]);
});
