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

test('so do the records that it had in hand, and its refusals, not those of others', async () => {
  const kept = newRun()
    .requested('R0')
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 1);
  const lost = newRun()
    .requested('R0')
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 1)
    .at(9)
    .removed('c1', 'left')
    .assigned(2, { c2: [0, 1, 2] })
    .polled('c2', 0, 1)
    .commitStarted('c1', 1)
    .commitRefused('c1', 1, 'CommitFailedException')
    .commitStarted('c2', 1)
    .commitRefused('c2', 1, 'CommitFailedException');
  const causes = [settles('departures', 'client-specific')];
  const found = await classed(ownersFollowDepartures, lost, kept, { causes });
  expect(found.slice(-2)).toEqual([
    'redelivered: client-specific',
    'commit errors: client-specific',
  ]);
});
