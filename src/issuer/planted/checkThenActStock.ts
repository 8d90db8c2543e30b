import { CouponIssueHandler } from '../couponIssueHandler.ts';
import type { CouponRequest } from '../couponRequest.ts';
import type { CouponIssueResult, CouponTransaction } from '../ports.ts';

/**
 * Planted bug `check-then-act-stock`.
 *
 * The mistake: the stock is read, compared in the code, and written back. Under READ COMMITTED two
 * transactions read the same stock, and the later write undoes the earlier one.
 * How people come to it: `coupon.decrease()` on an entity that an ORM has loaded, without a lock or
 * a version column. With one consumer a coupon it is never seen.
 * Seen by: `never oversold`, when requests for one coupon are handled by two consumers at once: a
 * key that scatters them, or a zombie. Duplicates are still told, so no other rule fails.
 */
export class CheckThenActStock extends CouponIssueHandler {
  protected override async take(
    transaction: CouponTransaction,
    request: CouponRequest,
  ): Promise<CouponIssueResult['outcome']> {
    const { requestId, couponId, userId } = request;
    const stock = await transaction.readStock(couponId);
    if (stock === null) return 'UNKNOWN_COUPON';
    if (stock <= 0) return 'SOLD_OUT';
    const isFirst = await transaction.insertUserCoupon({ couponId, userId, requestId });
    if (!isFirst) return 'ALREADY_ISSUED';
    await transaction.writeStock(couponId, stock - 1);
    return 'ISSUED';
  }
}
