import { describe, expect, it } from 'vitest';
import { RequestNumbers } from '../../src/replay/requestNumbers.ts';
import type { TapeEntry } from '../../src/scenario/workloadTape.ts';

type RequestEntry = TapeEntry & { readonly type: 'request' };

function entry(request: number, isSentAgain: boolean, requestId: string | null): RequestEntry {
  return {
    type: 'request',
    atUs: 0,
    producer: 'api-1',
    topic: 't',
    request,
    requestId,
    couponId: '1',
    userId: '1',
    isSentAgain,
  };
}

describe('RequestNumbers', () => {
  it('gives ids in order, and a retry the id of its first try', () => {
    const numbers = new RequestNumbers();
    expect(numbers.requestIdOf(entry(0, true, null))).toBe('REQ-1');
    expect(numbers.requestIdOf(entry(1, false, null))).toBe('REQ-2');
    expect(numbers.requestIdOf(entry(0, true, null))).toBe('REQ-1');
    expect(numbers.requestIdOf(entry(0, false, null))).toBe('REQ-1');
    expect(numbers.requestIdOf(entry(2, false, 'MINE'))).toBe('MINE');
    expect(numbers.requestIdOf(entry(3, false, null))).toBe('REQ-3');
  });

  it('numbers sends from 1', () => {
    const numbers = new RequestNumbers();
    expect([numbers.nextSendId(), numbers.nextSendId()]).toEqual([1, 2]);
  });
});
