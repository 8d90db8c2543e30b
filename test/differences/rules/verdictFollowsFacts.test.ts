import { expect, test } from 'vitest';
import { verdictFollowsFacts } from '../../../src/differences/rules/verdictFollowsFacts.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, settles } from './ruleRun.ts';

const crashed = (): RunScript =>
  newRun()
    .requested('R1')
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] })
    .at(5)
    .crashed('c1')
    .quiet();
const stuck = (): RunScript => crashed().at(90).ended('deadline');
const drained = (): RunScript =>
  crashed()
    .at(15)
    .assigned(2, { c2: [0, 1, 2] })
    .polled('c2', 0, 1)
    .handled('c2', 0)
    .committed('c2', 1)
    .ended('drained');

test('a run that came to no end for want of a removal fails other rules too', async () => {
  const causes = [settles('departures')];
  const found = await classed(verdictFollowsFacts, stuck(), drained(), { causes });
  expect(found).toContain('verdict: model wrong');
  expect(found).toContain('committed offset: model wrong');
});

test('it has no excuse if the departures are allowed, or if Kafka is stuck', async () => {
  const causes = [settles('departures', 'allowed nondeterminism')];
  expect(await classed(verdictFollowsFacts, stuck(), drained(), { causes })).toEqual([]);
  const wrong = [settles('departures')];
  expect(await classed(verdictFollowsFacts, drained(), stuck(), { causes: wrong })).toEqual([]);
});
