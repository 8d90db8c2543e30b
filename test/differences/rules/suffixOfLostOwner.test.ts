import { expect, test } from 'vitest';
import { suffixOfLostOwner } from '../../../src/differences/rules/suffixOfLostOwner.ts';
import { classed, newRun } from './ruleRun.ts';
import { takenOver, undisturbed } from './takenOver.ts';

test('how many records follow the last commit is timing', async () => {
  expect(await classed(suffixOfLostOwner, takenOver(1), takenOver(3))).toEqual([
    'redelivered: allowed nondeterminism',
  ]);
});

test('another occasion is another matter', async () => {
  expect(await classed(suffixOfLostOwner, undisturbed(), takenOver(3))).toEqual([]);
});

test('a record that comes again without a reason is no suffix', async () => {
  const again = newRun()
    .requested('R0')
    .requested('R1')
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 2)
    .handled('c1', 0, 2)
    .committed('c1', 2)
    .polled('c1', 0, 2);
  expect(await classed(suffixOfLostOwner, takenOver(1), again)).toEqual([]);
});
