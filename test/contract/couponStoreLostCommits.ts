import { expect, it } from 'vitest';
import { CouponIssueHandler } from '../../src/issuer/couponIssueHandler.ts';
import type { CouponStoreHarness } from './couponStoreHarness.ts';
import { ISSUED, at, codeOf, recordAt, stockOf } from './couponStoreSteps.ts';

/** What a caller may rely on when the connection breaks around its COMMIT. */
export function describeLostCommits(harness: CouponStoreHarness): void {
  it.each([
    ['committed', 2],
    ['rolled-back', 3],
  ] as const)('is unknown to the caller when it was %s', async (decision, stockAfter) => {
    await harness.run({ C: 3 }, async ({ store, loseNextCommit }) => {
      loseNextCommit(decision);
      const commit = store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
        await transaction.insertResult(ISSUED);
      });
      expect(await codeOf(commit)).toBe('outcome-unknown');
      expect(await stockOf(store, 'C')).toBe(stockAfter);
      expect(await store.readResult('REQ-1')).toEqual(decision === 'committed' ? ISSUED : null);
    });
  });

  it.each([
    ['committed', 'DUPLICATE'],
    ['rolled-back', 'ISSUED'],
  ] as const)('may be tried again when it was %s', async (decision, outcome) => {
    await harness.run({ C: 3 }, async ({ store, loseNextCommit }) => {
      const handler = new CouponIssueHandler(store);
      const request = { requestId: 'REQ-1', couponId: 'C', userId: '7' };
      loseNextCommit(decision);
      expect(await codeOf(handler.handle(request, recordAt(0)))).toBe('outcome-unknown');
      expect(await handler.handle(request, recordAt(0))).toBe(outcome);
      expect(await stockOf(store, 'C')).toBe(2);
      expect(await store.readResult('REQ-1')).toEqual(ISSUED);
    });
  });
}
