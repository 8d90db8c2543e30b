import { expect, test } from 'vitest';
import { slowHandlerByClient } from '../../../src/differences/rules/slowHandlerByClient.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const begun = (): RunScript =>
  newRun()
    .at(1)
    .assigned(1, { c1: [0], c2: [1, 2] });
const slowRemoved = (): RunScript =>
  begun()
    .at(9)
    .assigned(2, { c2: [0, 1, 2] });

test('kafkajs knows no poll interval', async () => {
  expect(await classed(slowHandlerByClient, slowRemoved(), begun(), { client: 'kafkajs' })).toEqual(
    ['departures: client-specific'],
  );
});

test('the Java client does, and dead members are no slow ones', async () => {
  expect(await classed(slowHandlerByClient, slowRemoved(), begun(), { client: 'java' })).toEqual(
    [],
  );
  const dead = begun()
    .at(5)
    .crashed('c1')
    .at(9)
    .assigned(2, { c2: [0, 1, 2] });
  expect(await classed(slowHandlerByClient, dead, begun(), { client: 'kafkajs' })).toEqual([]);
});
