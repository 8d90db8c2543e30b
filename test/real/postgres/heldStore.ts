import type { CouponStore, CouponTransaction, RecordPosition } from '../../../src/issuer/ports.ts';

/** A call of the store after whose answer its caller can be held. */
export type HoldPoint = keyof CouponTransaction | 'readResult';

/**
 * A store whose first caller is held once it has the answer of a certain call, in its transaction
 * if the call belongs to one, until somebody lets it go on.
 */
export class HeldStore implements CouponStore {
  private readonly store: CouponStore;
  private readonly point: HoldPoint;
  private readonly mayGoOn: () => Promise<void>;
  private hasHeld = false;

  /** `mayGoOn` is called when the caller has come to the point. */
  constructor(store: CouponStore, point: HoldPoint, mayGoOn: () => Promise<void>) {
    this.store = store;
    this.point = point;
    this.mayGoOn = mayGoOn;
  }

  transaction<T>(
    origin: RecordPosition,
    body: (transaction: CouponTransaction) => Promise<T>,
  ): Promise<T> {
    return this.store.transaction(origin, (transaction) => body(this.holding(transaction)));
  }

  async readResult(requestId: string): ReturnType<CouponStore['readResult']> {
    const answer = await this.store.readResult(requestId);
    await this.hold('readResult');
    return answer;
  }

  private holding(transaction: CouponTransaction): CouponTransaction {
    return {
      findResult: (requestId) => this.after('findResult', transaction.findResult(requestId)),
      insertResult: (result) => this.after('insertResult', transaction.insertResult(result)),
      deductStock: (couponId) => this.after('deductStock', transaction.deductStock(couponId)),
      returnStock: (couponId) => this.after('returnStock', transaction.returnStock(couponId)),
      readStock: (couponId) => this.after('readStock', transaction.readStock(couponId)),
      writeStock: (couponId, stock) =>
        this.after('writeStock', transaction.writeStock(couponId, stock)),
      insertUserCoupon: (row) => this.after('insertUserCoupon', transaction.insertUserCoupon(row)),
      appendUserCoupon: (row) => this.after('appendUserCoupon', transaction.appendUserCoupon(row)),
    };
  }

  private async after<T>(call: HoldPoint, answer: Promise<T>): Promise<T> {
    const value = await answer;
    await this.hold(call);
    return value;
  }

  private async hold(call: HoldPoint): Promise<void> {
    if (this.hasHeld || call !== this.point) return;
    this.hasHeld = true;
    await this.mayGoOn();
  }
}
