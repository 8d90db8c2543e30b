import { expect, test } from 'vitest';
import { logEndByGrowth } from '../../../src/differences/rules/logEndByGrowth.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, TOPIC } from './ruleRun.ts';

/** Six records of one key, so many of them in its old partition. */
function split(old: number, home = 2): RunScript {
  const run = newRun();
  for (let at = 0; at < 6; at++) run.requested(`R${at}`, { to: at < old ? 0 : home });
  return run;
}

function grown(run: RunScript): RunScript {
  const growth = { topic: TOPIC, before: 2, after: 3 };
  return run.emit({ type: 'PartitionsAdded', atUs: 0, process: '', ...growth });
}

test('how many records go to the old partition is timing', async () => {
  expect(await classed(logEndByGrowth, grown(split(2)), grown(split(4)))).toEqual([
    'log end: allowed nondeterminism',
    'log end: allowed nondeterminism',
  ]);
});

test('a third partition, a missing record, a topic that did not grow: no excuse', async () => {
  expect(await classed(logEndByGrowth, grown(split(2, 1)), grown(split(4)))).toEqual([]);
  const more = grown(split(4).requested('R9', { to: 2 }));
  expect(await classed(logEndByGrowth, grown(split(2)), more)).toEqual([]);
  expect(await classed(logEndByGrowth, split(2), split(4))).toEqual([]);
});
