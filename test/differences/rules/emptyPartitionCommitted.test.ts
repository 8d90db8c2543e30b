import { expect, test } from 'vitest';
import { emptyPartitionCommitted } from '../../../src/differences/rules/emptyPartitionCommitted.ts';
import { classed, newRun } from './ruleRun.ts';

const committed = () =>
  newRun()
    .assigned(1, { c1: [0, 1, 2] })
    .committed('c1', 0);
const silent = () => newRun().assigned(1, { c1: [0, 1, 2] });

test('only the Java client commits where nothing is', async () => {
  const setting = { client: 'kafkajs' } as const;
  expect(await classed(emptyPartitionCommitted, committed(), silent(), setting)).toEqual([
    'committed offset: client-specific',
  ]);
});

test('it does so on a real Kafka too, and a record makes a difference', async () => {
  expect(await classed(emptyPartitionCommitted, committed(), silent(), { client: 'java' })).toEqual(
    [],
  );
  const setting = { client: 'kafkajs' } as const;
  const [model, real] = [committed().requested('R1'), silent().requested('R1')];
  expect(await classed(emptyPartitionCommitted, model, real, setting)).toEqual([]);
});
