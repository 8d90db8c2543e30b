import { expect, test } from 'vitest';
import { clientReordersSends } from '../../../src/differences/rules/clientReordersSends.ts';
import { classed, newRun, sends } from './ruleRun.ts';

const first = { id: 'R1', sentMs: 1, ackedMs: 9 };
const second = { id: 'R2', sentMs: 2, ackedMs: 9 };
const inOrder = () => sends(newRun(), { ...first, offset: 0 }, { ...second, offset: 1 });
const swapped = () => sends(newRun(), { ...first, offset: 1 }, { ...second, offset: 0 });

test('kafkajs swaps sends of one producer that are under way at once', async () => {
  const setting = { client: 'kafkajs' } as const;
  expect(await classed(clientReordersSends, inOrder(), swapped(), setting)).toEqual([
    'order of key: client-specific',
  ]);
});

test('the Java client does not, nor does any client with sends one after the other', async () => {
  expect(await classed(clientReordersSends, inOrder(), swapped(), { client: 'java' })).toEqual([]);
  const late = { ...second, sentMs: 20, ackedMs: 30 };
  const against = sends(newRun(), { ...first, offset: 1 }, { ...late, offset: 0 });
  const setting = { client: 'kafkajs' } as const;
  expect(await classed(clientReordersSends, inOrder(), against, setting)).toEqual([]);
});
