import { expect, test } from 'vitest';
import { redeliveredElsewhere } from '../../../src/differences/rules/redeliveredElsewhere.ts';
import { classed, newRun, settles } from './ruleRun.ts';
import { takenOver } from './takenOver.ts';

const causes = [settles('owners', 'allowed nondeterminism')];
const calm = () =>
  newRun()
    .requested('R0')
    .assigned(1, { c1: [1], c2: [0, 2] });

test('a partition that had other owners came to others from others', async () => {
  expect(await classed(redeliveredElsewhere, calm(), takenOver(2), { causes })).toEqual([
    'redelivered: allowed nondeterminism',
  ]);
});

test('one with the same owners, or owners that nobody explains, has another reason', async () => {
  const same = newRun()
    .requested('R0')
    .assigned(1, { c1: [0], c2: [1, 2] })
    .assigned(2, { c2: [0, 1, 2] });
  expect(await classed(redeliveredElsewhere, same, takenOver(2), { causes })).toEqual([]);
  expect(await classed(redeliveredElsewhere, calm(), takenOver(2))).toEqual([]);
});
