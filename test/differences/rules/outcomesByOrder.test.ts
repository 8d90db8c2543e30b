import { expect, test } from 'vitest';
import { outcomesByOrder } from '../../../src/differences/rules/outcomesByOrder.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

/** Two users and one coupon each; the third request of user u1 is turned down as said. */
function told(answer: string, partition: number): RunScript {
  return newRun()
    .requested('R1', { user: 'u1' })
    .requested('R2', { user: 'u2' })
    .requested('R3', { user: 'u1', to: partition })
    .assigned(1, { c1: [0, 1, 2] })
    .polled('c1', 0, 2)
    .handled('c1', 0, 2)
    .polled('c1', partition === 0 ? 2 : 0, partition === 0 ? 3 : 1, partition)
    .began('c1', partition === 0 ? 2 : 0, partition)
    .effect('c1', partition === 0 ? 2 : 0, partition, answer);
}

test('between partitions it is open what is handled first', async () => {
  expect(await classed(outcomesByOrder, told('SOLD_OUT', 1), told('ALREADY_ISSUED', 1))).toEqual([
    'coupon: allowed nondeterminism',
  ]);
});

test('within one partition it is not, and every coupon counts', async () => {
  expect(await classed(outcomesByOrder, told('SOLD_OUT', 0), told('ALREADY_ISSUED', 0))).toEqual(
    [],
  );
  expect(await classed(outcomesByOrder, told('SOLD_OUT', 1), told('ISSUED', 1))).toEqual([]);
});
