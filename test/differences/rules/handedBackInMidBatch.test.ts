import { expect, test } from 'vitest';
import { handedBackInMidBatch } from '../../../src/differences/rules/handedBackInMidBatch.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';
import { takenOver, undisturbed } from './takenOver.ts';

/** c1 gives the partition back with records in hand. */
function handedBack(): RunScript {
  const run = newRun();
  for (let at = 0; at < 4; at++) run.requested(`R${at}`);
  return run
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 4)
    .handled('c1', 0, 2)
    .committed('c1', 1)
    .revoked('c1', 1, 0)
    .assigned(2, { c1: [1, 2], c2: [0] })
    .polled('c2', 1, 4)
    .handled('c2', 1, 4)
    .committed('c2', 4);
}

test('kafkajs gives a batch up in the middle', async () => {
  const setting = { client: 'kafkajs' } as const;
  expect(await classed(handedBackInMidBatch, undisturbed(), handedBack(), setting)).toEqual([
    'redelivered: client-specific',
  ]);
});

test('the Java client commits first, and a crash is no handing back', async () => {
  expect(
    await classed(handedBackInMidBatch, undisturbed(), handedBack(), { client: 'java' }),
  ).toEqual([]);
  expect(
    await classed(handedBackInMidBatch, undisturbed(), takenOver(2), { client: 'kafkajs' }),
  ).toEqual([]);
});
