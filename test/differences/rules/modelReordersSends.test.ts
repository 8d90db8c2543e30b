import { expect, test } from 'vitest';
import { modelReordersSends } from '../../../src/differences/rules/modelReordersSends.ts';
import { classed, newRun, sends, struck } from './ruleRun.ts';

const first = { id: 'R1', sentMs: 1, ackedMs: 9 };
const second = { id: 'R2', sentMs: 2, ackedMs: 9 };
const inOrder = () => sends(newRun(), { ...first, offset: 0 }, { ...second, offset: 1 });
const swapped = () => sends(newRun(), { ...first, offset: 1 }, { ...second, offset: 0 });

test('a model that reorders the sends of one producer is wrong', async () => {
  expect(await classed(modelReordersSends, swapped(), inOrder())).toEqual([
    'order of key: model wrong',
  ]);
});

test('lost answers may do that, and the real run is not the model', async () => {
  const disturbed = struck(swapped(), 'drop one response of Produce between api-1 and broker-1');
  expect(await classed(modelReordersSends, disturbed, inOrder())).toEqual([]);
  expect(await classed(modelReordersSends, inOrder(), swapped())).toEqual([]);
});
