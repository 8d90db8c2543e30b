import type { CouponIssueResult, UserCoupon } from '../../../issuer/ports.ts';
import { ResultTable } from './resultTable.ts';
import type { CouponRow, DataStatement, StoreTransaction } from './storeTransaction.ts';
import { TextPool } from './textPool.ts';
import { UserCouponTable } from './userCouponTable.ts';

const NO_ROWS: readonly never[] = [];

/** What a committed transaction has changed. */
export interface CommittedChange {
  readonly requestId: string;
  readonly couponId: string;
  readonly userId: string;
  /** Rows added to USER_COUPON. */
  readonly issued: number;
  /** Stock taken, all in all. */
  readonly deducted: number;
  /** The result row written; '' if none. */
  readonly outcome: CouponIssueResult['outcome'] | '';
  /** The stock of the coupon; -1 if it was not touched. */
  readonly stockAfter: number;
}

/**
 * The three tables under READ COMMITTED, as PostgreSQL does it: a statement sees what was committed
 * when it ran, and its own transaction's writes; writers of one row, or of one unique key, wait for
 * each other. Waiting is the server's business: `blockerOf` says for whom, `run` assumes that
 * nobody is left.
 */
export class CouponTables {
  readonly texts = new TextPool();
  readonly results = new ResultTable(this.texts);
  readonly userCoupons = new UserCouponTable(this.texts);
  readonly coupons = new Map<string, CouponRow>();
  private readonly open: readonly StoreTransaction[];

  /** `open`: the transactions under way, kept by the server. */
  constructor(open: readonly StoreTransaction[]) {
    this.open = open;
  }

  /** The transaction that must end before this statement can run, or null. */
  blockerOf(transaction: StoreTransaction, statement: DataStatement): StoreTransaction | null {
    switch (statement.type) {
      case 'insertResult':
        return this.rivalForResult(transaction, statement.result.requestId);
      case 'insertUserCoupon':
        return this.rivalForUserCoupon(transaction, statement.row);
      case 'deductStock': {
        const row = this.coupons.get(statement.couponId);
        // WHERE is evaluated on the committed row first: with no stock there, nothing is locked.
        if (row === undefined || row.stock <= 0) return null;
        return row.writer === transaction ? null : row.writer;
      }
      case 'returnStock':
      case 'writeStock': {
        const writer = this.coupons.get(statement.couponId)?.writer ?? null;
        return writer === transaction ? null : writer;
      }
      case 'findResult':
      case 'readStock':
      case 'appendUserCoupon':
        return null;
    }
  }

  /** Runs a statement that nothing blocks, and returns its answer. */
  run(transaction: StoreTransaction, statement: DataStatement): unknown {
    switch (statement.type) {
      case 'findResult':
        return this.findResult(transaction, statement.requestId);
      case 'insertResult':
        return this.insertResult(transaction, statement.result);
      case 'deductStock':
        return this.deductStock(transaction, statement.couponId);
      case 'returnStock':
        return this.addStock(transaction, statement.couponId);
      case 'readStock': {
        const row = this.coupons.get(statement.couponId);
        return row === undefined ? null : visibleStock(transaction, row);
      }
      case 'writeStock': {
        const row = this.coupons.get(statement.couponId);
        if (row !== undefined) lock(transaction, row).pendingStock = statement.stock;
        return undefined;
      }
      case 'insertUserCoupon':
        return this.insertUserCoupon(transaction, statement.row);
      case 'appendUserCoupon':
        this.addUserCoupon(transaction, statement.row);
        return undefined;
    }
  }

  /** The committed result of a request, or null. */
  findCommitted(requestId: string): CouponIssueResult | null {
    const row = this.results.rowOf(this.texts.find(requestId));
    return row < 0 ? null : this.results.get(row);
  }

  /** Makes the writes of a transaction visible to all and gives its row locks back. */
  commit(transaction: StoreTransaction): CommittedChange {
    const { origin, results, userCoupons, stockRows } = transaction;
    const change = changeOf(transaction);
    const topicText = this.texts.intern(origin.topic);
    for (const { requestText, result } of results ?? NO_ROWS) {
      this.results.insert(requestText, topicText, result, origin);
    }
    for (const { couponText, userText, row } of userCoupons ?? NO_ROWS) {
      const requestText = this.texts.intern(row.requestId);
      this.userCoupons.insert(couponText, userText, requestText, topicText, origin);
    }
    for (const row of stockRows ?? NO_ROWS) {
      row.stock = row.pendingStock;
      row.writer = null;
    }
    return change;
  }

  /** Forgets the writes of a transaction and gives its row locks back. */
  rollback(transaction: StoreTransaction): void {
    for (const row of transaction.stockRows ?? NO_ROWS) row.writer = null;
  }

  private findResult(transaction: StoreTransaction, requestId: string): CouponIssueResult | null {
    for (const { result } of transaction.results ?? NO_ROWS) {
      if (result.requestId === requestId) return result;
    }
    return this.findCommitted(requestId);
  }

  private rivalForResult(
    transaction: StoreTransaction,
    requestId: string,
  ): StoreTransaction | null {
    for (const rival of this.open) {
      if (rival === transaction || rival.results === null) continue;
      for (const pending of rival.results) {
        if (pending.result.requestId === requestId) return rival;
      }
    }
    return null;
  }

  private insertResult(transaction: StoreTransaction, result: CouponIssueResult): boolean {
    const requestText = this.texts.intern(result.requestId);
    if (this.results.rowOf(requestText) >= 0) return false;
    for (const own of transaction.results ?? NO_ROWS) {
      if (own.requestText === requestText) return false;
    }
    (transaction.results ??= []).push({ requestText, result });
    return true;
  }

  private rivalForUserCoupon(
    transaction: StoreTransaction,
    row: UserCoupon,
  ): StoreTransaction | null {
    for (const rival of this.open) {
      if (rival !== transaction && isPending(rival, row)) return rival;
    }
    return null;
  }

  private insertUserCoupon(transaction: StoreTransaction, row: UserCoupon): boolean {
    const couponText = this.texts.intern(row.couponId);
    const userText = this.texts.intern(row.userId);
    if (this.userCoupons.has(couponText, userText)) return false;
    if (isPending(transaction, row)) return false;
    (transaction.userCoupons ??= []).push({ couponText, userText, row });
    return true;
  }

  private addUserCoupon(transaction: StoreTransaction, row: UserCoupon): void {
    const couponText = this.texts.intern(row.couponId);
    const userText = this.texts.intern(row.userId);
    (transaction.userCoupons ??= []).push({ couponText, userText, row });
  }

  private deductStock(transaction: StoreTransaction, couponId: string): number | null {
    const row = this.coupons.get(couponId);
    if (row === undefined || visibleStock(transaction, row) <= 0) return null;
    return --lock(transaction, row).pendingStock;
  }

  private addStock(transaction: StoreTransaction, couponId: string): void {
    const row = this.coupons.get(couponId);
    if (row !== undefined) lock(transaction, row).pendingStock++;
  }
}

function visibleStock(transaction: StoreTransaction, row: CouponRow): number {
  return row.writer === transaction ? row.pendingStock : row.stock;
}

/** Takes the row lock, which is free or the transaction's own. */
function lock(transaction: StoreTransaction, row: CouponRow): CouponRow {
  if (row.writer === transaction) return row;
  row.writer = transaction;
  row.pendingStock = row.stock;
  (transaction.stockRows ??= []).push(row);
  return row;
}

/** True if the transaction has an uncommitted row of this user and coupon. */
function isPending(transaction: StoreTransaction, wanted: UserCoupon): boolean {
  if (transaction.userCoupons === null) return false;
  for (const { row } of transaction.userCoupons) {
    if (row.userId === wanted.userId && row.couponId === wanted.couponId) return true;
  }
  return false;
}

/** Must be asked before the commit, while the committed stock is still the old one. */
function changeOf(transaction: StoreTransaction): CommittedChange {
  const { results, userCoupons, stockRows } = transaction;
  const result = results?.[0]?.result;
  const first = result ?? userCoupons?.[0]?.row;
  const couponId = first?.couponId ?? stockRows?.[0]?.couponId ?? '';
  let deducted = 0;
  let stockAfter = -1;
  for (const row of stockRows ?? NO_ROWS) {
    deducted += row.stock - row.pendingStock;
    if (row.couponId === couponId) stockAfter = row.pendingStock;
  }
  return {
    requestId: first?.requestId ?? '',
    couponId,
    userId: first?.userId ?? '',
    issued: userCoupons?.length ?? 0,
    deducted,
    outcome: result?.outcome ?? '',
    stockAfter,
  };
}
