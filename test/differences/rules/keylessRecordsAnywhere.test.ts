import { expect, test } from 'vitest';
import { keylessRecordsAnywhere } from '../../../src/differences/rules/keylessRecordsAnywhere.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

const keylessTo = (partition: number): RunScript =>
  newRun().written(null, partition).acknowledged(null, 0, partition);

test('records without a key may be in any partition', async () => {
  expect(await classed(keylessRecordsAnywhere, keylessTo(0), keylessTo(2))).toEqual([
    'log end: allowed nondeterminism',
    'log end: allowed nondeterminism',
  ]);
});

test('records with a key may not, and none may be missing', async () => {
  const keyedTo = (partition: number): RunScript => newRun().requested('R1', { to: partition });
  expect(await classed(keylessRecordsAnywhere, keyedTo(0), keyedTo(2))).toEqual([]);
  expect(await classed(keylessRecordsAnywhere, newRun(), keylessTo(2))).toEqual([]);
});
