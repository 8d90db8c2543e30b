import { expect, test } from 'vitest';
import { keyMovedByGrowth } from '../../../src/differences/rules/keyMovedByGrowth.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, sends, TOPIC } from './ruleRun.ts';

function keyIn(...partitions: readonly number[]): RunScript {
  const run = newRun();
  partitions.forEach((partition, at) => {
    sends(run, { id: `R${at}`, sentMs: at, ackedMs: at + 1, offset: 0, partition });
  });
  return run;
}

function grown(run: RunScript): RunScript {
  const growth = { topic: TOPIC, before: 2, after: 3 };
  return run.emit({ type: 'PartitionsAdded', atUs: 0, process: '', ...growth });
}

test('a key may be in its old partition, its new one, or both', async () => {
  expect(await classed(keyMovedByGrowth, grown(keyIn(0)), grown(keyIn(0, 2)))).toEqual([
    'partition of key: allowed nondeterminism',
  ]);
});

test('three partitions are too many, and a topic that did not grow has no excuse', async () => {
  expect(await classed(keyMovedByGrowth, grown(keyIn(0, 1)), grown(keyIn(0, 2)))).toEqual([]);
  expect(await classed(keyMovedByGrowth, keyIn(0), keyIn(0, 2))).toEqual([]);
});
