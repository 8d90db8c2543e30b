import { expect, test } from 'vitest';
import { anomalyFollows } from '../../../src/differences/rules/anomalyFollows.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, settles } from './ruleRun.ts';

/** c1 loses the partition, and gets it back with records that it has read before. */
function backTo(offset: number): RunScript {
  const run = newRun();
  for (let at = 0; at < 4; at++) run.requested(`R${at}`);
  run
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 4)
    .handled('c1', 0, 4);
  if (offset > 0) run.committed('c1', offset);
  return run
    .revoked('c1', 1, 0)
    .assigned(2, { c1: [0], c2: [1, 2] })
    .polled('c1', offset, 4);
}

const causes = [settles('redelivered', 'client-specific')];

test('going back follows the redelivery', async () => {
  expect(await classed(anomalyFollows, backTo(4), backTo(2), { causes })).toEqual([
    'anomaly: client-specific',
  ]);
});

test('it does not follow from a redelivery without a legal reason', async () => {
  const illegal = backTo(4).polled('c1', 0, 4);
  expect(await classed(anomalyFollows, backTo(4), illegal, { causes })).toEqual([]);
  expect(await classed(anomalyFollows, backTo(4), backTo(2))).toEqual([]);
});
