import { expect, test } from 'vitest';
import { noCommitWhileOut } from '../../../src/differences/rules/noCommitWhileOut.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const removed = (): RunScript =>
  newRun()
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .at(5)
    .paused('c1')
    .at(15)
    .assigned(2, { c2: [0, 1, 2] })
    .at(20)
    .resumed('c1');
const refused = (): RunScript =>
  removed().commitStarted('c1', 1).commitRefused('c1', 1, 'UNKNOWN_MEMBER_ID');

test('who has nothing to commit while it is out sees no refusal', async () => {
  const allowed = ['commit errors: allowed nondeterminism'];
  expect(await classed(noCommitWhileOut, removed(), refused())).toEqual(allowed);
  expect(await classed(noCommitWhileOut, refused(), removed())).toEqual(allowed);
});

test('who tried should have seen one, and who was never out has another reason', async () => {
  const tried = removed().commitStarted('c1', 1).commitAnswered('c1', 1);
  expect(await classed(noCommitWhileOut, tried, refused())).toEqual([]);
  const never = newRun()
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] });
  expect(await classed(noCommitWhileOut, never, refused())).toEqual([]);
});
