import { CouponIssueHandler } from '../couponIssueHandler.ts';
import type { CouponRequest } from '../couponRequest.ts';
import type {
  CouponIssueResult,
  CouponTransaction,
  IncomingRecord,
  WorkerOutcome,
} from '../ports.ts';

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
  override handle(request: CouponRequest, record: IncomingRecord): Promise<WorkerOutcome> {
    return this.store.transaction(record, (transaction) => decide(transaction, request));
  }
}

async function decide(
  transaction: CouponTransaction,
  request: CouponRequest,
): Promise<WorkerOutcome> {
  const { requestId, couponId, userId } = request;
  if ((await transaction.findResult(requestId)) !== null) return 'DUPLICATE';
  const stock = await transaction.readStock(couponId);
  const outcome = await take(transaction, request, stock);
  const isFirst = await transaction.insertResult({ requestId, couponId, userId, outcome });
  return isFirst ? outcome : 'DUPLICATE';
}

async function take(
  transaction: CouponTransaction,
  request: CouponRequest,
  stock: number | null,
): Promise<CouponIssueResult['outcome']> {
  const { requestId, couponId, userId } = request;
  if (stock === null) return 'UNKNOWN_COUPON';
  if (stock <= 0) return 'SOLD_OUT';
  const isFirst = await transaction.insertUserCoupon({ couponId, userId, requestId });
  if (!isFirst) return 'ALREADY_ISSUED';
  await transaction.writeStock(couponId, stock - 1);
  return 'ISSUED';
}
