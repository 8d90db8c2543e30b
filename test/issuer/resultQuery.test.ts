import { describe, expect, it } from 'vitest';
import type { CouponIssueResult, CouponStore } from '../../src/issuer/ports.ts';
import { StoreError } from '../../src/issuer/ports.ts';
import { ResultQuery } from '../../src/issuer/resultQuery.ts';

const RESULT: CouponIssueResult = {
  requestId: 'REQ-1',
  couponId: '1',
  userId: '7',
  outcome: 'SOLD_OUT',
};

function storeThat(readResult: CouponStore['readResult']): CouponStore {
  const transaction = (): never => {
    throw new Error('a query opens no transaction');
  };
  return { transaction, readResult };
}

describe('ResultQuery', () => {
  it('finds what was decided', async () => {
    const query = new ResultQuery(
      storeThat((requestId) => Promise.resolve(requestId === 'REQ-1' ? RESULT : null)),
    );
    expect(await query.find('REQ-1')).toEqual({ status: 200, result: RESULT });
    expect(await query.find('REQ-2')).toEqual({ status: 404 });
  });

  it.each(['', 'x'.repeat(65), 7 as unknown as string])('refuses the id %j', async (requestId) => {
    const query = new ResultQuery(storeThat(() => Promise.reject(new Error('asked anyway'))));
    expect(await query.find(requestId)).toMatchObject({ status: 400 });
  });

  it('answers 503 when the store does not answer, and hides no other error', async () => {
    const down = new ResultQuery(storeThat(() => Promise.reject(new StoreError('unavailable'))));
    expect(await down.find('REQ-1')).toEqual({ status: 503, reason: 'store: unavailable' });
    const bug = new TypeError('bug');
    const broken = new ResultQuery(storeThat(() => Promise.reject(bug)));
    await expect(broken.find('REQ-1')).rejects.toBe(bug);
  });
});
