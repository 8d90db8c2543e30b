import { expect, test } from 'vitest';
import { errorNamesOfClients } from '../../../src/differences/rules/errorNamesOfClients.ts';
import { classed, newRun } from './ruleRun.ts';

const refusedWith = (error: string) =>
  newRun().commitStarted('c1', 1).commitRefused('c1', 1, error);

test('one refusal has several names', async () => {
  const model = refusedWith('CommitFailedException');
  const setting = { client: 'kafkajs' } as const;
  expect(
    await classed(errorNamesOfClients, model, refusedWith('UNKNOWN_MEMBER_ID'), setting),
  ).toEqual(['commit errors: client-specific']);
});

test('two refusals are two, and a name that nobody knows stands for nothing', async () => {
  const model = refusedWith('CommitFailedException');
  expect(await classed(errorNamesOfClients, model, refusedWith('REBALANCE_IN_PROGRESS'))).toEqual(
    [],
  );
  expect(await classed(errorNamesOfClients, refusedWith('A'), refusedWith('B'))).toEqual([]);
  expect(await classed(errorNamesOfClients, newRun(), refusedWith('UNKNOWN_MEMBER_ID'))).toEqual(
    [],
  );
});
