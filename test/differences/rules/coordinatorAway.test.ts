import { expect, test } from 'vitest';
import { coordinatorAway } from '../../../src/differences/rules/coordinatorAway.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const shares = { c1: [0, 1, 2] };
const failover = (): RunScript => newRun().at(1).assigned(1, shares).at(5).crashed('broker-1');
const back = (run: RunScript): RunScript =>
  run.at(14).coordinatedBy('broker-2').assigned(2, shares);
const refused = (run: RunScript, error: string): RunScript =>
  run.commitStarted('c1', 1).commitRefused('c1', 1, error);

test('kafkajs tells of a commit that the former coordinator no longer takes', async () => {
  const real = (): RunScript => refused(back(failover()).at(15), 'NotCoordinatorException');
  expect(await classed(coordinatorAway, back(failover()), real(), { client: 'kafkajs' })).toEqual([
    'commit errors: client-specific',
  ]);
});

test('which commits are under way when the coordinator goes is timing', async () => {
  const model = back(refused(failover().at(6), 'DisconnectException'));
  expect(await classed(coordinatorAway, model, back(failover()))).toEqual([
    'commit errors: allowed nondeterminism',
  ]);
});

test('a refusal while there is a coordinator, or a fenced one, has another reason', async () => {
  const calm = (): RunScript => newRun().at(1).assigned(1, shares);
  const kafkajs = { client: 'kafkajs' } as const;
  const early = back(refused(newRun().at(1).assigned(1, shares).at(3), 'NotCoordinatorException'));
  expect(await classed(coordinatorAway, back(failover()), early, kafkajs)).toEqual([]);
  const late = refused(back(failover()).at(25), 'NotCoordinatorException');
  expect(await classed(coordinatorAway, back(failover()), late, kafkajs)).toEqual([]);
  const unharmed = refused(calm().at(6), 'NotCoordinatorException');
  expect(await classed(coordinatorAway, calm(), unharmed, kafkajs)).toEqual([]);
  const fenced = back(refused(failover().at(6), 'UNKNOWN_MEMBER_ID'));
  expect(await classed(coordinatorAway, back(failover()), fenced, kafkajs)).toEqual([]);
});
