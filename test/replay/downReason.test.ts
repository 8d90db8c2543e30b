import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { downReason } from '../../src/replay/downReason.ts';

test('a full disk is named as the likely reason', async () => {
  // A file system without a free block.
  expect(await downReason(2, '/proc')).toBe(
    'the Kafka node 2 has ended by itself: the disk of /proc is full',
  );
});

test('otherwise only the node is', async () => {
  const sentence = 'the Kafka node 2 has ended by itself';
  expect(await downReason(2, tmpdir())).toBe(sentence);
  expect(await downReason(2, '/no/such/folder')).toBe(sentence);
});
