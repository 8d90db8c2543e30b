import { expect, test } from 'vitest';
import { duplicatesFollow } from '../../../src/differences/rules/duplicatesFollow.ts';
import { classed, expecting, settles } from './ruleRun.ts';
import { takenOver } from './takenOver.ts';

const causes = [settles('redelivered', 'allowed nondeterminism')];

test('each handled record that comes again is a duplicate', async () => {
  const duplicates = { min: 3, max: 3 };
  const [model, real] = [takenOver(1), takenOver(3)].map((run) => expecting(run, { duplicates }));
  expect(await classed(duplicatesFollow, model!, real!, { causes })).toEqual([
    'coupon: allowed nondeterminism',
    'expectation: allowed nondeterminism',
  ]);
});

test('a duplicate of a record that came only once has another reason', async () => {
  const real = takenOver(3)
    .requested('R9')
    .polled('c2', 4, 5)
    .began('c2', 4)
    .finished('c2', 4, 'DUPLICATE')
    .requested('R10')
    .polled('c2', 5, 6)
    .began('c2', 5)
    .finished('c2', 5, 'DUPLICATE');
  expect(await classed(duplicatesFollow, takenOver(1), real, { causes })).toEqual([]);
});
