import { expect, test } from 'vitest';
import { keyInAnotherPartition } from '../../../src/differences/rules/keyInAnotherPartition.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, sends, TOPIC } from './ruleRun.ts';

function keyIn(partition: number): RunScript {
  return sends(newRun(), { id: 'R1', sentMs: 1, ackedMs: 2, offset: 0, partition });
}

test('the same key in another partition is a wrong model', async () => {
  expect(await classed(keyInAnotherPartition, keyIn(0), keyIn(2))).toEqual([
    'partition of key: model wrong',
  ]);
});

test('nothing is said of a topic that grew, nor of a key that one run does not have', async () => {
  const grown = (partition: number): RunScript =>
    keyIn(partition).emit({
      type: 'PartitionsAdded',
      atUs: 0,
      process: '',
      topic: TOPIC,
      before: 2,
      after: 3,
    });
  expect(await classed(keyInAnotherPartition, grown(0), grown(2))).toEqual([]);
  expect(await classed(keyInAnotherPartition, newRun(), keyIn(2))).toEqual([]);
});
