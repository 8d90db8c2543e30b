import type { CouponRequest } from './couponRequest.ts';
import { decodeCouponRequest } from './couponRequest.ts';
import type {
  CouponIssueResult,
  CouponStore,
  CouponTransaction,
  IncomingRecord,
  WorkerOutcome,
} from './ports.ts';
import type { RecordHandler } from './recordHandler.ts';

/**
 * Rolls a transaction back whose request was decided by a rival while it ran. Never leaves this
 * file.
 */
class DecidedByRival extends Error {
  override name = 'DecidedByRival';
}

/**
 * Decides one coupon request in one transaction:
 *
 *     1  findResult         the request was decided before: nothing to do
 *     2  deductStock        UPDATE ... SET stock = stock - 1 WHERE id = ? AND stock > 0
 *     3  insertUserCoupon   unique (coupon_id, user_id); if the user has one: returnStock
 *     4  insertResult       unique (request_id); if a rival has decided: roll back
 *     5  COMMIT
 *
 * Why this is right under READ COMMITTED, with any number of rivals. A rival may be a zombie: a
 * paused consumer that lost its partition and works on, on the same record as the new owner.
 *
 * - No deadlock. Everybody locks in the order coupon row, (coupon, user) key, request key, and one
 *   of each. Whoever waits for a lock holds only locks of earlier classes than the one it waits
 *   for, so waits cannot form a ring. Step 1 and sold-out requests take no stock lock at all.
 * - Step 1 is only a short cut for the usual redelivery. It cannot see a rival's uncommitted row;
 *   the unique key of step 4 can. There the insert waits until the rival has ended. Rival
 *   committed: no row is inserted, and whatever this transaction changed is rolled back. Rival
 *   rolled back: the row goes in.
 * - Two attempts at one request meet before step 4 as a rule. The second waits at step 2 for the
 *   coupon row; once the first has committed, it finds the user's coupon in step 3 and the result
 *   in step 4.
 * - Never oversold: the UPDATE waits for a rival that holds the row and then evaluates `stock > 0`
 *   again on what the rival left, so stock cannot be taken twice or fall below 0.
 * - SOLD_OUT is never premature. The UPDATE finds nothing only if the committed stock is 0. If the
 *   last coupon is in the hands of a rival that has not committed, the committed stock is still 1:
 *   the UPDATE waits, and gets the coupon if the rival rolls back.
 * - ALREADY_ISSUED is never premature for the same reason: step 3 waits for an uncommitted rival.
 *   The stock goes back by an UPDATE of the row that is locked already, which cannot fail or wait.
 * - The result row commits with the effect or not at all. So a transaction whose COMMIT got no
 *   answer may simply be tried again: if it was committed, step 1 or 4 finds it.
 */
export class CouponIssueHandler implements RecordHandler<CouponRequest> {
  protected readonly store: CouponStore;

  constructor(store: CouponStore) {
    this.store = store;
  }

  decode(record: IncomingRecord): CouponRequest {
    return decodeCouponRequest(record.value);
  }

  requestIdOf(request: CouponRequest): string {
    return request.requestId;
  }

  /** Rejects with StoreError; the attempt has then left no trace, or its outcome is unknown. */
  async handle(request: CouponRequest, record: IncomingRecord): Promise<WorkerOutcome> {
    try {
      return await this.store.transaction(record, (transaction) => {
        return this.decide(transaction, request);
      });
    } catch (error) {
      if (error instanceof DecidedByRival) return 'DUPLICATE';
      throw error;
    }
  }

  /** Steps 1 to 4. */
  private async decide(
    transaction: CouponTransaction,
    request: CouponRequest,
  ): Promise<WorkerOutcome> {
    const { requestId, couponId, userId } = request;
    if ((await transaction.findResult(requestId)) !== null) return 'DUPLICATE';
    const outcome = await this.take(transaction, request);
    const isFirst = await transaction.insertResult({ requestId, couponId, userId, outcome });
    if (!isFirst) throw new DecidedByRival();
    return outcome;
  }

  /** Steps 2 and 3: takes a piece from the stock for this user, if both are entitled to it. */
  protected async take(
    transaction: CouponTransaction,
    request: CouponRequest,
  ): Promise<CouponIssueResult['outcome']> {
    const { requestId, couponId, userId } = request;
    if ((await transaction.deductStock(couponId)) === null) {
      const isKnown = (await transaction.readStock(couponId)) !== null;
      return isKnown ? 'SOLD_OUT' : 'UNKNOWN_COUPON';
    }
    if (await transaction.insertUserCoupon({ couponId, userId, requestId })) return 'ISSUED';
    await transaction.returnStock(couponId);
    return 'ALREADY_ISSUED';
  }
}
