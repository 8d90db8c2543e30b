import { expect, test } from 'vitest';
import { finalFollowsOwners } from '../../../src/differences/rules/finalFollowsOwners.ts';
import { classed, newRun, settles } from './ruleRun.ts';

const one = () => newRun().assigned(1, { c1: [0, 1], c2: [2] });
const other = () => newRun().assigned(1, { c1: [0], c2: [1, 2] });

test('the last share-out is as the share-outs are', async () => {
  const causes = [settles('owners')];
  expect(await classed(finalFollowsOwners, one(), other(), { causes })).toEqual([
    'final assignment: model wrong',
  ]);
  expect(await classed(finalFollowsOwners, one(), other())).toEqual([]);
});
