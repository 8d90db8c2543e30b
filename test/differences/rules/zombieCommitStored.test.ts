import { expect, test } from 'vitest';
import { zombieCommitStored } from '../../../src/differences/rules/zombieCommitStored.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

/** c1 reads a record, c2 takes over, c1 comes back. */
function takenOver(): RunScript {
  return newRun()
    .requested('R1')
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 1)
    .paused('c1')
    .removed('c1', 'session expired')
    .assigned(2, { c2: [0, 1, 2] })
    .polled('c2', 0, 1)
    .handled('c2', 0)
    .resumed('c1')
    .commitStarted('c1', 1);
}

const refused = () => takenOver().commitRefused('c1', 1, 'UNKNOWN_MEMBER_ID');

test('a stored commit of a removed member is a wrong model', async () => {
  const storedBy = takenOver().offsetStored('c1', 1).commitAnswered('c1', 1);
  expect(await classed(zombieCommitStored, storedBy, refused())).toEqual([
    'committed offset: model wrong',
    'commit errors: model wrong',
  ]);
});

test('a refusal that the model did not have to give is no such thing', async () => {
  expect(await classed(zombieCommitStored, takenOver(), refused())).toEqual([]);
});
