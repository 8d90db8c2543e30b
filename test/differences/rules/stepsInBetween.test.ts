import { expect, test } from 'vitest';
import { stepsInBetween } from '../../../src/differences/rules/stepsInBetween.ts';
import { classed, newRun } from './ruleRun.ts';

const both = { c1: [0, 1], c2: [2] };

test('two that join together or one after the other come to the same', async () => {
  const together = newRun().assigned(1, both);
  const oneByOne = newRun()
    .assigned(1, { c1: [0, 1, 2] })
    .assigned(2, both);
  expect(await classed(stepsInBetween, together, oneByOne)).toEqual([
    'owners: allowed nondeterminism',
  ]);
});

test('a member that was away in between is no such thing, nor is another end', async () => {
  const stayed = newRun().assigned(1, both);
  const away = newRun()
    .assigned(1, both)
    .assigned(2, { c2: [0, 1, 2] })
    .assigned(3, both);
  expect(await classed(stepsInBetween, stayed, away)).toEqual([]);
  const other = newRun()
    .assigned(1, both)
    .assigned(2, { c2: [0, 1, 2] });
  expect(await classed(stepsInBetween, stayed, other)).toEqual([]);
});
