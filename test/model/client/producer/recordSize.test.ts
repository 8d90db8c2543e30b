import { describe, expect, it } from 'vitest';
import {
  estimateSizeInBytesUpperBound,
  sizeOfRecord,
  sizeOfRecordData,
} from '../../../../src/model/client/producer/recordSize.ts';

describe('the size of a record in format v2', () => {
  it('counts lengths, UTF-8 bytes and headers', () => {
    // Length of the key -1, of the value, no headers.
    expect(sizeOfRecordData(null, 'abc', [])).toBe(1 + (1 + 3) + 1);
    expect(sizeOfRecordData('', null, [])).toBe(1 + 1 + 1);
    expect(sizeOfRecordData('쿠폰', 'x', [])).toBe(1 + 6 + (1 + 1) + 1);
    expect(sizeOfRecordData('k', 'v'.repeat(64), [])).toBe(1 + 1 + (2 + 64) + 1);
    expect(sizeOfRecordData('k', 'v', [{ key: 'id', value: '42' }])).toBe(2 + 2 + 1 + (3 + 3));
  });

  it('grows with the distance from the first record of the batch', () => {
    const dataSize = sizeOfRecordData(null, 'abc', []);
    // Length, attributes, timestamp, offset.
    expect(sizeOfRecord(dataSize, 0, 0)).toBe(1 + 1 + 1 + 1 + dataSize);
    expect(sizeOfRecord(dataSize, 63, 63)).toBe(sizeOfRecord(dataSize, 0, 0));
    expect(sizeOfRecord(dataSize, 64, 63)).toBe(sizeOfRecord(dataSize, 0, 0) + 1);
    expect(sizeOfRecord(dataSize, 64, 8192)).toBe(sizeOfRecord(dataSize, 0, 0) + 3);
    expect(sizeOfRecord(dataSize, 0, 2 ** 40)).toBe(sizeOfRecord(dataSize, 0, 0) + 5);
  });

  it('bounds a batch of one record from above', () => {
    for (const size of [0, 10, 63, 64, 1000, 9000]) {
      const dataSize = sizeOfRecordData(null, 'v'.repeat(size), []);
      const exact = 61 + sizeOfRecord(dataSize, 0, 0);
      expect(estimateSizeInBytesUpperBound(dataSize)).toBeGreaterThanOrEqual(exact);
    }
    expect(estimateSizeInBytesUpperBound(sizeOfRecordData(null, 'v'.repeat(100), []))).toBe(186);
  });
});
