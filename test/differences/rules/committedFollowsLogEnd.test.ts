import { expect, test } from 'vitest';
import { committedFollowsLogEnd } from '../../../src/differences/rules/committedFollowsLogEnd.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, settles } from './ruleRun.ts';

function committedTo(offset: number, records: number): RunScript {
  const run = newRun();
  for (let at = 0; at < records; at++) run.requested(`R${at}`);
  return run
    .assigned(1, { c1: [0] })
    .polled('c1', 0, records)
    .handled('c1', 0, records)
    .committed('c1', offset);
}

const causes = [settles('log end')];

test('a longer log is committed further', async () => {
  expect(
    await classed(committedFollowsLogEnd, committedTo(2, 2), committedTo(3, 3), { causes }),
  ).toEqual(['committed offset: model wrong']);
});

test('what is left uncommitted has another reason', async () => {
  expect(
    await classed(committedFollowsLogEnd, committedTo(2, 2), committedTo(2, 3), { causes }),
  ).toEqual([]);
  expect(
    await classed(committedFollowsLogEnd, committedTo(2, 2), committedTo(1, 3), { causes }),
  ).toEqual([]);
});
