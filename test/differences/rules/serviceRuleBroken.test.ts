import { expect, test } from 'vitest';
import { serviceRuleBroken } from '../../../src/differences/rules/serviceRuleBroken.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, expecting, newRun } from './ruleRun.ts';

/** One request, decided as often as said. */
function issued(times: number): RunScript {
  const run = newRun()
    .requested('R1')
    .assigned(1, { c1: [0, 1, 2] })
    .polled('c1', 0, 1);
  for (let at = 0; at < times; at++)
    run.began('c1', 0).effect('c1', 0, 0, 'ISSUED').finished('c1', 0, 'ISSUED');
  return run.committed('c1', 1).quiet().ended('drained');
}

test('a request that is issued twice on real servers only is a bug of the service', async () => {
  const found = await classed(serviceRuleBroken, issued(1), issued(2));
  expect(found).toContain('verdict: service bug');
});

test('not if the scenario shows just that, nor if only the model does it', async () => {
  const violates = ['once per request', 'one coupon a user'] as const;
  const lesson = (times: number): RunScript => expecting(issued(times), { violates });
  expect(await classed(serviceRuleBroken, lesson(1), lesson(2))).toEqual([]);
  expect(await classed(serviceRuleBroken, issued(2), issued(1))).toEqual([]);
});
