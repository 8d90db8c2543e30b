import { expect, test } from 'vitest';
import { decodeEvent } from '../../src/history/decodeEvent.ts';

const BATCH = {
  type: 'RecordsAppended',
  atUs: 7,
  process: 'broker-1',
  topic: 't',
  partition: 0,
  baseOffset: 3,
  count: 2,
  leaderEpoch: 0,
};

test('a file of before has batches of which the producer is not told', () => {
  const untold = { producerId: -1, producerEpoch: -1, baseSequence: -1 };
  expect(decodeEvent(BATCH, 1)).toEqual({ ...BATCH, ...untold });
  const told = { producerId: 4, producerEpoch: 0, baseSequence: 9 };
  expect(decodeEvent({ ...BATCH, ...told }, 1)).toEqual({ ...BATCH, ...told });
});

test('other fields must be there, and each of its kind', () => {
  const { count, ...short } = BATCH;
  expect(count).toBe(2);
  expect(() => decodeEvent(short, 5)).toThrow('"count" of RecordsAppended is missing');
  const isr = { type: 'IsrChanged', atUs: 7, process: '', topic: 't', partition: 0 };
  expect(decodeEvent({ ...isr, isr: [1, 2] }, 1)).toEqual({ ...isr, isr: [1, 2] });
  expect(() => decodeEvent({ ...isr, isr: ['1'] }, 6)).toThrow('a list of integers');
});
