import { expect, test } from 'vitest';
import { orderFollowsPartition } from '../../../src/differences/rules/orderFollowsPartition.ts';
import { classed, newRun, sends, settles } from './ruleRun.ts';

const first = { id: 'R1', sentMs: 1, ackedMs: 2, offset: 0 };
const second = { id: 'R2', sentMs: 3, ackedMs: 4 };
const together = () =>
  sends(newRun(), { ...first, partition: 2 }, { ...second, offset: 1, partition: 2 });
const apart = () =>
  sends(newRun(), { ...first, partition: 2 }, { ...second, offset: 0, partition: 0 });

test('records in other partitions lie in another order', async () => {
  const causes = [settles('partition of key')];
  expect(await classed(orderFollowsPartition, together(), apart(), { causes })).toEqual([
    'order of key: model wrong',
  ]);
});

test('without a reason for the partitions there is none for the order', async () => {
  expect(await classed(orderFollowsPartition, together(), apart())).toEqual([]);
});
