import { expect, test } from 'vitest';
import { sameMembersOtherShares } from '../../../src/differences/rules/sameMembersOtherShares.ts';
import { classed, newRun, stored } from './ruleRun.ts';

const left = { c1: [0, 1], c2: [2] };
const right = { c1: [0], c2: [1, 2] };

test('range goes by names: other shares are a wrong model', async () => {
  expect(
    await classed(
      sameMembersOtherShares,
      stored(newRun(), 1, 'range', left),
      stored(newRun(), 1, 'range', right),
    ),
  ).toEqual(['owners: model wrong', 'final assignment: model wrong']);
});

test('sticky does not, and other members have other shares', async () => {
  expect(
    await classed(
      sameMembersOtherShares,
      stored(newRun(), 1, 'sticky', left),
      stored(newRun(), 1, 'sticky', right),
    ),
  ).toEqual([]);
  expect(
    await classed(
      sameMembersOtherShares,
      stored(newRun(), 1, 'range', left),
      stored(newRun(), 1, 'range', { c2: [0, 1, 2] }),
    ),
  ).toEqual([]);
});
