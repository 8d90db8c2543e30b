import { expect, test } from 'vitest';
import { otherAssignor } from '../../../src/differences/rules/otherAssignor.ts';
import { classed, newRun, stored } from './ruleRun.ts';

const model = () => stored(newRun(), 1, 'range', { c1: [0, 1], c2: [2] });

test('a client with an assignor of its own gives the partitions to others', async () => {
  const real = stored(newRun(), 1, 'RoundRobinAssigner', { c1: [0, 2], c2: [1] });
  expect(await classed(otherAssignor, model(), real, { client: 'kafkajs' })).toEqual([
    'owners: client-specific',
    'final assignment: client-specific',
  ]);
});

test('the same assignor, or shares of other sizes, are something else', async () => {
  const same = stored(newRun(), 1, 'range', { c1: [0, 2], c2: [1] });
  expect(await classed(otherAssignor, model(), same, { client: 'kafkajs' })).toEqual([]);
  const greedy = stored(newRun(), 1, 'RoundRobinAssigner', { c1: [0, 1, 2], c2: [] });
  expect(await classed(otherAssignor, model(), greedy, { client: 'kafkajs' })).toEqual([]);
});
