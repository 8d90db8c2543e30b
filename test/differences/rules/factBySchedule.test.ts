import { expect, test } from 'vitest';
import { factBySchedule } from '../../../src/differences/rules/factBySchedule.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, expecting, newRun } from './ruleRun.ts';

const refusing = (count: number): RunScript => {
  const run = newRun();
  for (let at = 0; at < count; at++) run.submitted(`R${at}`).refused(`R${at}`, true);
  return run;
};

test('what some schedule comes to is allowed, what none does is not', async () => {
  const schedules = [refusing(1), refusing(2)];
  expect(await classed(factBySchedule, refusing(0), refusing(2), { schedules })).toEqual([
    'requests refused: allowed nondeterminism',
  ]);
  expect(await classed(factBySchedule, refusing(0), refusing(3), { schedules })).toEqual([]);
});

test('a rule may fail by chance only where the lesson is that it can', async () => {
  const lost = (): RunScript =>
    newRun()
      .requested('R1')
      .assigned(1, { c1: [0] })
      .polled('c1', 0, 1)
      .committed('c1', 1)
      .quiet()
      .ended('drained');
  const kept = (): RunScript =>
    newRun()
      .requested('R1')
      .assigned(1, { c1: [0] })
      .polled('c1', 0, 1)
      .handled('c1', 0)
      .committed('c1', 1)
      .quiet()
      .ended('drained');
  const violates = ['nothing lost', 'handled before committed'] as const;
  const lesson = (run: RunScript): RunScript => expecting(run, { violates });
  const schedules = [lost()];
  expect(await classed(factBySchedule, lesson(kept()), lesson(lost()), { schedules })).toContain(
    'verdict: allowed nondeterminism',
  );
  expect(await classed(factBySchedule, kept(), lost(), { schedules })).not.toContain(
    'verdict: allowed nondeterminism',
  );
});
