import type {
  CouponIssueResult,
  CouponStore,
  CouponTransaction,
  RecordPosition,
  UserCoupon,
} from '../../../issuer/ports.ts';
import type { MemberChannel } from './memberChannel.ts';
import type { MemberClock } from './memberClock.ts';
import type { MemberPoints } from './memberPoints.ts';

/** Whose transactions these are. */
export interface StoreSource {
  readonly process: string;
  readonly clock: MemberClock;
  readonly channel: MemberChannel;
  readonly points: MemberPoints;
}

/**
 * The service's store: a real one, with each transaction that changed something told to the
 * history. The moment told is that of the COMMIT's departure: of two transactions that wait for
 * each other the later one departs after the earlier one has ended, whenever the answers arrive.
 */
export class ObservedCouponStore implements CouponStore {
  private readonly store: CouponStore;
  private readonly source: StoreSource;

  constructor(store: CouponStore, source: StoreSource) {
    this.store = store;
    this.source = source;
  }

  async transaction<T>(
    origin: RecordPosition,
    body: (transaction: CouponTransaction) => Promise<T>,
  ): Promise<T> {
    const { clock, points } = this.source;
    let changes: ObservedTransaction | null = null;
    let departedUs = 0;
    const value = await this.store.transaction(origin, async (transaction) => {
      changes = new ObservedTransaction(transaction);
      const result = await body(changes);
      departedUs = clock.nowUs;
      return result;
    });
    const { topic, partition, offset } = origin;
    const hasEffect = this.tell(origin, changes!, departedUs);
    if (hasEffect) points.reached('effect-written', topic, partition, offset);
    return value;
  }

  readResult(requestId: string): Promise<CouponIssueResult | null> {
    return this.store.readResult(requestId);
  }

  /** False: the transaction has changed nothing. */
  private tell(
    { topic, partition, offset }: RecordPosition,
    changes: ObservedTransaction,
    atUs: number,
  ): boolean {
    const { requestId, couponId, userId, issued, deducted, outcome, stockAfter } = changes;
    if (issued === 0 && deducted === 0 && outcome === '' && stockAfter < 0) return false;
    this.source.channel.record({
      type: 'EffectCommitted',
      atUs,
      process: this.source.process,
      topic,
      partition,
      offset,
      requestId,
      couponId,
      userId,
      issued,
      deducted,
      outcome,
      stockAfter,
    });
    return true;
  }
}

/** A transaction that remembers what it has changed. */
class ObservedTransaction implements CouponTransaction {
  requestId = '';
  couponId = '';
  userId = '';
  issued = 0;
  deducted = 0;
  outcome = '';
  stockAfter = -1;
  private readonly transaction: CouponTransaction;
  private stockBefore = -1;

  constructor(transaction: CouponTransaction) {
    this.transaction = transaction;
  }

  findResult(requestId: string): Promise<CouponIssueResult | null> {
    return this.transaction.findResult(requestId);
  }

  async insertResult(result: CouponIssueResult): Promise<boolean> {
    const isNew = await this.transaction.insertResult(result);
    if (isNew) {
      this.name(result);
      this.outcome = result.outcome;
    }
    return isNew;
  }

  async deductStock(couponId: string): Promise<number | null> {
    const stock = await this.transaction.deductStock(couponId);
    if (stock !== null) {
      this.couponId = couponId;
      this.stockAfter = stock;
      this.deducted++;
    }
    return stock;
  }

  async returnStock(couponId: string): Promise<void> {
    await this.transaction.returnStock(couponId);
    this.deducted--;
    this.stockAfter++;
  }

  async readStock(couponId: string): Promise<number | null> {
    const stock = await this.transaction.readStock(couponId);
    if (stock !== null) this.stockBefore = stock;
    return stock;
  }

  async writeStock(couponId: string, stock: number): Promise<void> {
    await this.transaction.writeStock(couponId, stock);
    this.couponId = couponId;
    this.deducted += this.stockBefore < 0 ? 1 : this.stockBefore - stock;
    this.stockAfter = stock;
  }

  async insertUserCoupon(row: UserCoupon): Promise<boolean> {
    const isNew = await this.transaction.insertUserCoupon(row);
    if (isNew) this.addIssue(row);
    return isNew;
  }

  async appendUserCoupon(row: UserCoupon): Promise<void> {
    await this.transaction.appendUserCoupon(row);
    this.addIssue(row);
  }

  private addIssue(row: UserCoupon): void {
    this.name(row);
    this.issued++;
  }

  private name({ requestId, couponId, userId }: UserCoupon): void {
    this.requestId = requestId;
    this.couponId = couponId;
    this.userId = userId;
  }
}
