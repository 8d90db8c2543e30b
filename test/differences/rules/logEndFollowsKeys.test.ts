import { expect, test } from 'vitest';
import { logEndFollowsKeys } from '../../../src/differences/rules/logEndFollowsKeys.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, settles } from './ruleRun.ts';

const requestTo = (partition: number): RunScript => newRun().requested('R1', { to: partition });
const causes = [settles('partition of key')];

test('a key in another partition makes two logs longer and shorter', async () => {
  expect(await classed(logEndFollowsKeys, requestTo(0), requestTo(2), { causes })).toEqual([
    'log end: model wrong',
    'log end: model wrong',
  ]);
});

test('a record that is missing has another reason', async () => {
  const more = requestTo(2).requested('R2', { to: 1 });
  expect(await classed(logEndFollowsKeys, requestTo(0), more, { causes })).toEqual([]);
});
