import type { CouponRequest } from '../couponRequest.ts';
import type { CouponIssueResult, CouponTransaction } from '../ports.ts';

/**
 * Issues with a sound stock UPDATE but on a schema without unique keys on requests and users: what
 * is left when the code alone is trusted to see duplicates. For the planted bugs that fail to see
 * them.
 */
export async function issueUnchecked(
  transaction: CouponTransaction,
  request: CouponRequest,
): Promise<CouponIssueResult['outcome']> {
  const { requestId, couponId, userId } = request;
  const outcome = await takeUnchecked(transaction, request);
  // Whether there was a result already is not looked at: the client goes on seeing the first one.
  await transaction.insertResult({ requestId, couponId, userId, outcome });
  return outcome;
}

async function takeUnchecked(
  transaction: CouponTransaction,
  request: CouponRequest,
): Promise<CouponIssueResult['outcome']> {
  const { requestId, couponId, userId } = request;
  if ((await transaction.deductStock(couponId)) === null) {
    return (await transaction.readStock(couponId)) === null ? 'UNKNOWN_COUPON' : 'SOLD_OUT';
  }
  await transaction.appendUserCoupon({ couponId, userId, requestId });
  return 'ISSUED';
}
