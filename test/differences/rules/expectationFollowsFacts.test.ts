import { expect, test } from 'vitest';
import { expectationFollowsFacts } from '../../../src/differences/rules/expectationFollowsFacts.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, expecting, newRun, settles } from './ruleRun.ts';
import { takenOver } from './takenOver.ts';

const once = { min: 1, max: 1 };
const expected = (run: RunScript): RunScript =>
  expecting(run, { redelivered: once, generations: once }).quiet().ended('drained');

test('an expectation rests on the facts that it is about', async () => {
  const causes = [settles('redelivered', 'allowed nondeterminism')];
  const [model, real] = [expected(takenOver(3)), expected(takenOver(1))];
  expect(await classed(expectationFollowsFacts, model, real, { causes })).toEqual([
    'expectation: allowed nondeterminism',
  ]);
});

test('it does not rest on others', async () => {
  const causes = [settles('coupon', 'allowed nondeterminism')];
  const [model, real] = [expected(takenOver(3)), expected(takenOver(1))];
  expect(await classed(expectationFollowsFacts, model, real, { causes })).toEqual([]);
});

test('one about a partition rests on that partition', async () => {
  const partitions = {
    'coupon-issue-request': {
      0: {
        records: null,
        keys: null,
        couponIds: null,
        requestIds: null,
        endOffset: null,
        committedOffset: 2,
        lag: null,
      },
    },
  };
  const committedTo = (offset: number): RunScript =>
    expecting(
      newRun()
        .requested('R0')
        .requested('R1')
        .assigned(1, { c1: [0] })
        .polled('c1', 0, 2)
        .handled('c1', 0, 2)
        .committed('c1', offset),
      { partitions },
    )
      .quiet()
      .ended('drained');
  const causes = [settles('committed offset')];
  expect(
    await classed(expectationFollowsFacts, committedTo(1), committedTo(2), { causes }),
  ).toEqual(['expectation: model wrong']);
});
