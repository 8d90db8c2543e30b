import type {
  CouponIssueResult,
  CouponTransaction,
  RecordPosition,
  UserCoupon,
} from '../../../issuer/ports.ts';
import type { SimProcess } from '../../../sim/process.ts';
import type { SimCouponStore } from '../simCouponStore.ts';
import { StoreTransaction } from './storeTransaction.ts';
import type { Statement } from './storeTransaction.ts';

/** The client's end of a transaction: every statement is a port call of its process. */
export class SimCouponTransaction implements CouponTransaction {
  private readonly server: SimCouponStore;
  private readonly process: SimProcess;
  private readonly transaction: StoreTransaction;

  constructor(server: SimCouponStore, process: SimProcess, origin: RecordPosition) {
    this.server = server;
    this.process = process;
    this.transaction = new StoreTransaction(process, origin);
  }

  findResult(requestId: string): Promise<CouponIssueResult | null> {
    return this.call('store findResult', { type: 'findResult', requestId });
  }

  insertResult(result: CouponIssueResult): Promise<boolean> {
    return this.call('store insertResult', { type: 'insertResult', result });
  }

  deductStock(couponId: string): Promise<number | null> {
    return this.call('store deductStock', { type: 'deductStock', couponId });
  }

  returnStock(couponId: string): Promise<void> {
    return this.call('store returnStock', { type: 'returnStock', couponId });
  }

  readStock(couponId: string): Promise<number | null> {
    return this.call('store readStock', { type: 'readStock', couponId });
  }

  writeStock(couponId: string, stock: number): Promise<void> {
    return this.call('store writeStock', { type: 'writeStock', couponId, stock });
  }

  insertUserCoupon(row: UserCoupon): Promise<boolean> {
    return this.call('store insertUserCoupon', { type: 'insertUserCoupon', row });
  }

  appendUserCoupon(row: UserCoupon): Promise<void> {
    return this.call('store appendUserCoupon', { type: 'appendUserCoupon', row });
  }

  /** COMMIT. Rejects with StoreError; if the transaction failed before, with `statement`. */
  commit(): Promise<void> {
    return this.call('store commit', { type: 'commit' });
  }

  /** ROLLBACK; nothing to do if the server has rolled back already, or has nothing to roll back. */
  async rollback(): Promise<void> {
    if (this.transaction.state !== 'open') return;
    await this.call<void>('store rollback', { type: 'rollback' });
  }

  private call<T>(port: string, statement: Statement): Promise<T> {
    return this.process.call<T>(port, (completion) => {
      this.server.send(this.transaction, statement, completion);
    });
  }
}
