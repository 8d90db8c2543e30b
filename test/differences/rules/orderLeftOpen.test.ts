import { expect, test } from 'vitest';
import { orderLeftOpen } from '../../../src/differences/rules/orderLeftOpen.ts';
import { classed, newRun, sends } from './ruleRun.ts';

const first = { id: 'R1', sentMs: 1, ackedMs: 9, by: 'api-1' };
const second = { id: 'R2', sentMs: 2, ackedMs: 9, by: 'api-2' };
const inOrder = () => sends(newRun(), { ...first, offset: 0 }, { ...second, offset: 1 });

test('two producers that send at once may be written either way', async () => {
  const swapped = sends(newRun(), { ...first, offset: 1 }, { ...second, offset: 0 });
  expect(await classed(orderLeftOpen, inOrder(), swapped)).toEqual([
    'order of key: allowed nondeterminism',
  ]);
});

test('a record that was acknowledged before the other was sent comes first', async () => {
  const late = { ...second, sentMs: 20, ackedMs: 30 };
  const against = sends(newRun(), { ...first, offset: 1 }, { ...late, offset: 0 });
  expect(await classed(orderLeftOpen, inOrder(), against)).toEqual([]);
});

test('one producer keeps its order, and no record may be missing', async () => {
  const own = sends(newRun(), { ...first, offset: 1 }, { ...second, by: 'api-1', offset: 0 });
  expect(await classed(orderLeftOpen, inOrder(), own)).toEqual([]);
  const other = sends(newRun(), { ...second, offset: 0 }, { ...first, id: 'R3', offset: 1 });
  expect(await classed(orderLeftOpen, inOrder(), other)).toEqual([]);
});
