import { expect, test } from 'vitest';
import { overtakenElsewhere } from '../../../src/differences/rules/overtakenElsewhere.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun } from './ruleRun.ts';

/** Two requests for one coupon, the second in this partition; handled in this order. */
function handled(partition: number, ...order: readonly (readonly [number, number])[]): RunScript {
  const run = newRun().requested('R1').requested('R2', { to: partition });
  run.assigned(1, { c1: [0], c2: [1, 2] }).polled('c1', 0, partition === 0 ? 2 : 1);
  if (partition > 0) run.polled('c2', 0, 1, partition);
  for (const [offset, where] of order)
    run.handled(where === 0 ? 'c1' : 'c2', offset, offset + 1, where);
  return run.quiet().ended('drained');
}

test('between partitions a request may be overtaken', async () => {
  const model = handled(1, [0, 0], [0, 1]);
  const real = handled(1, [0, 1], [0, 0]);
  expect(await classed(overtakenElsewhere, model, real)).toEqual([
    'verdict: allowed nondeterminism',
  ]);
});

test('within one partition it may not', async () => {
  const model = handled(0, [0, 0], [1, 0]);
  const real = handled(0, [1, 0], [0, 0]);
  expect(await classed(overtakenElsewhere, model, real)).toEqual([]);
});
