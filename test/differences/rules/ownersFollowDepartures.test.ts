import { expect, test } from 'vitest';
import { ownersFollowDepartures } from '../../../src/differences/rules/ownersFollowDepartures.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, settles } from './ruleRun.ts';

const crashed = (): RunScript =>
  newRun()
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .at(5)
    .crashed('c1');
const removed = (): RunScript =>
  crashed()
    .at(15)
    .assigned(2, { c2: [0, 1, 2] });

test('share-outs, generations and the final assignment follow a member that stayed', async () => {
  const causes = [settles('departures')];
  expect(await classed(ownersFollowDepartures, crashed(), removed(), { causes })).toEqual([
    'owners: model wrong',
    'generations: model wrong',
    'final assignment: model wrong',
  ]);
});

test('nothing follows from departures that nobody explains', async () => {
  expect(await classed(ownersFollowDepartures, crashed(), removed())).toEqual([]);
});
