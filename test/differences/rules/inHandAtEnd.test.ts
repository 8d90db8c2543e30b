import { expect, test } from 'vitest';
import { inHandAtEnd } from '../../../src/differences/rules/inHandAtEnd.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, struck } from './ruleRun.ts';
import { takenOver } from './takenOver.ts';

/** c1 has polled two records, handled so many of them, and is told to end or not. */
function ended(handled: number, isTold = true): RunScript {
  const run = newRun()
    .requested('R0')
    .requested('R1')
    .assigned(1, { c1: [0], c2: [1, 2] });
  run.polled('c1', 0, 2);
  if (handled > 0) run.handled('c1', 0, handled);
  if (isTold) struck(run, 'stop c1 at 10s', 'c1');
  return run
    .revoked('c1', 1, 0)
    .assigned(2, { c2: [0, 1, 2] })
    .stopped('c1')
    .polled('c2', 0, 2);
}

const calm = (): RunScript => newRun().requested('R0').requested('R1');

test('what a member has polled and not begun when it ends is timing', async () => {
  expect(await classed(inHandAtEnd, calm(), ended(0))).toEqual([
    'redelivered: allowed nondeterminism',
  ]);
});

test('what it has handled it must commit, and nobody else may lose records so', async () => {
  expect(await classed(inHandAtEnd, calm(), ended(1))).toEqual([]);
  expect(await classed(inHandAtEnd, calm(), ended(0, false))).toEqual([]);
  expect(await classed(inHandAtEnd, ended(0), takenOver(2))).toEqual([]);
});
