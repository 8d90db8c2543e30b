import { describe, expect, it } from 'vitest';
import { CompletedFetch } from '../../../../src/model/client/consumer/completedFetch.ts';
import type { FetchPartitionResponse } from '../../../../src/model/protocol/responses.ts';

function chunk(offsets: readonly number[]): FetchPartitionResponse {
  return {
    topic: 't',
    partition: 0,
    error: 'NONE',
    highWatermark: 100,
    lastStableOffset: 100,
    logStartOffset: 0,
    records: offsets.map((offset) => ({
      offset,
      timestampMs: 0,
      key: null,
      value: null,
      headers: [],
    })),
    lastRecordEpoch: 3,
    currentLeader: null,
    divergingEpoch: null,
  };
}

describe('CompletedFetch', () => {
  it('gives the records out in order and knows where to go on', () => {
    const fetch = new CompletedFetch(chunk([4, 5, 9]), 4);
    expect(fetch.take(2).map(({ offset }) => offset)).toEqual([4, 5]);
    expect(fetch.nextFetchOffset).toBe(6);
    expect(fetch.take(2).map(({ offset }) => offset)).toEqual([9]);
    expect(fetch.nextFetchOffset).toBe(10);
    expect(fetch.isConsumed).toBe(true);
  });

  it('is used up only when asked for more than it has', () => {
    const fetch = new CompletedFetch(chunk([0, 1]), 0);
    fetch.take(2);
    expect(fetch.isConsumed).toBe(false);
    expect(fetch.take(1)).toEqual([]);
    expect(fetch.isConsumed).toBe(true);
  });

  it("hands on the broker's own list if all of it is taken at once", () => {
    const response = chunk([0, 1, 2]);
    expect(new CompletedFetch(response, 0).take(500)).toBe(response.records);
  });

  it('skips records before the offset that was asked for: a batch may begin earlier', () => {
    const fetch = new CompletedFetch(chunk([3, 4, 5]), 5);
    expect(fetch.take(500).map(({ offset }) => offset)).toEqual([5]);
  });
});
