import { MAX_ID_LENGTH } from '../../../issuer/messageFields.ts';
import { StoreError } from '../../../issuer/ports.ts';
import type { CouponIssueResult, UserCoupon } from '../../../issuer/ports.ts';
import { ResultTable } from './resultTable.ts';
import type { CouponRow, DataStatement, StoreTransaction } from './storeTransaction.ts';
import { TextPool } from '../../../history/textPool.ts';
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
  private readonly hasUserCouponKey: boolean;
  private lastTopic: string | null = null;
  private lastTopicText = -1;

  /**
   * `open`: the transactions under way, kept by the server. `hasUserCouponKey`: USER_COUPON has its
   * unique key.
   */
  constructor(open: readonly StoreTransaction[], hasUserCouponKey: boolean) {
    this.open = open;
    this.hasUserCouponKey = hasUserCouponKey;
  }

  /** Throws StoreError for a statement that fails before it waits for anybody. */
  check(statement: DataStatement): void {
    if (statement.type === 'insertResult') return checkWidths(statement.result);
    if (statement.type === 'insertUserCoupon') {
      checkWidths(statement.row);
      if (this.hasUserCouponKey) return;
      throw new StoreError('statement', 'there is no unique key on (coupon_id, user_id)');
    }
    if (statement.type === 'appendUserCoupon') return checkWidths(statement.row);
    // CHECK is evaluated on the new row before the lock of the old one is asked for.
    if (statement.type === 'writeStock' && statement.stock < 0) {
      if (!this.coupons.has(statement.couponId)) return;
      throw new StoreError('statement', 'stock must not be negative');
    }
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
        if (row === undefined) return null;
        // WHERE is evaluated on the committed row first: with no stock there, nothing is locked.
        // Who has passed that and waited locks the row next, before it looks again.
        if (row.stock <= 0 && !transaction.hasWaited) return null;
        return row.writer === transaction ? null : row.writer;
      }
      case 'returnStock':
      case 'writeStock': {
        const writer = this.coupons.get(statement.couponId)?.writer ?? null;
        return writer === transaction ? null : writer;
      }
      case 'appendUserCoupon':
        return this.hasUserCouponKey ? this.rivalForUserCoupon(transaction, statement.row) : null;
      case 'findResult':
      case 'readStock':
        return null;
    }
  }

  /** Runs a statement that nothing blocks, and gives its answer. Throws StoreError if it fails. */
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
      case 'writeStock':
        this.writeStock(transaction, statement.couponId, statement.stock);
        return undefined;
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

  /**
   * Makes the writes of a transaction visible to all and gives its row locks back. Null: there was
   * nothing written.
   */
  commit(transaction: StoreTransaction): CommittedChange | null {
    const { origin, results, userCoupons, stockRows } = transaction;
    if (!transaction.hasWritten) {
      this.rollback(transaction);
      return null;
    }
    const change = changeOf(transaction);
    const topicText = this.topicTextOf(origin.topic);
    for (const { requestText, result } of results ?? NO_ROWS) {
      const { couponId, userId, outcome } = result;
      // A transaction mostly writes one result and one coupon, with the very same texts.
      const twin = userCoupons?.[0];
      const isTwin = twin?.row.userId === userId && twin.row.couponId === couponId;
      const couponText = isTwin ? twin.couponText : this.texts.intern(couponId);
      const userText = isTwin ? twin.userText : this.texts.intern(userId);
      this.results.insert(requestText, couponText, userText, outcome, topicText, origin);
    }
    for (const { couponText, userText, row } of userCoupons ?? NO_ROWS) {
      const twin = results?.[0];
      const isTwin = twin?.result.requestId === row.requestId;
      const requestText = isTwin ? twin.requestText : this.texts.intern(row.requestId);
      this.userCoupons.insert(couponText, userText, requestText, topicText, origin);
    }
    for (const row of stockRows ?? NO_ROWS) row.stock = row.pendingStock;
    this.rollback(transaction);
    return change;
  }

  /** Forgets the writes of a transaction and gives its row locks back. */
  rollback({ stockRows, lockedRows }: StoreTransaction): void {
    for (const row of stockRows ?? NO_ROWS) row.writer = null;
    for (const row of lockedRows ?? NO_ROWS) row.writer = null;
  }

  private topicTextOf(topic: string): number {
    if (topic !== this.lastTopic) {
      this.lastTopic = topic;
      this.lastTopicText = this.texts.intern(topic);
    }
    return this.lastTopicText;
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
    if (this.hasUserCouponKey) {
      const exists = this.userCoupons.has(couponText, userText) || isPending(transaction, row);
      if (exists) throw new StoreError('statement', 'duplicate key: the user has the coupon');
    }
    (transaction.userCoupons ??= []).push({ couponText, userText, row });
  }

  private deductStock(transaction: StoreTransaction, couponId: string): number | null {
    const row = this.coupons.get(couponId);
    if (row === undefined) return null;
    if (visibleStock(transaction, row) > 0) return --lockToWrite(transaction, row).pendingStock;
    if (transaction.hasWaited) lockOnly(transaction, row);
    return null;
  }

  private writeStock(transaction: StoreTransaction, couponId: string, stock: number): void {
    const row = this.coupons.get(couponId);
    if (row !== undefined) lockToWrite(transaction, row).pendingStock = stock;
  }

  private addStock(transaction: StoreTransaction, couponId: string): void {
    const row = this.coupons.get(couponId);
    if (row !== undefined) lockToWrite(transaction, row).pendingStock++;
  }
}

function visibleStock(transaction: StoreTransaction, row: CouponRow): number {
  return row.writer === transaction ? row.pendingStock : row.stock;
}

/** Takes the row lock, which is free or the transaction's own. */
function lockToWrite(transaction: StoreTransaction, row: CouponRow): CouponRow {
  if (row.writer === transaction) {
    if (transaction.lockedRows?.includes(row) !== true) return row;
    transaction.lockedRows = transaction.lockedRows.filter((locked) => locked !== row);
  } else {
    row.writer = transaction;
    row.pendingStock = row.stock;
  }
  (transaction.stockRows ??= []).push(row);
  return row;
}

/** Takes the row lock, which is free, without writing. */
function lockOnly(transaction: StoreTransaction, row: CouponRow): void {
  row.writer = transaction;
  row.pendingStock = row.stock;
  (transaction.lockedRows ??= []).push(row);
}

/** Throws StoreError for an id that its column does not hold. */
function checkWidths({ requestId, couponId, userId }: UserCoupon): void {
  if (isTooLong(requestId) || isTooLong(couponId) || isTooLong(userId)) {
    throw new StoreError('statement', 'value too long for its column');
  }
}

/** Columns count characters, of which one may be two code units. */
function isTooLong(id: string): boolean {
  return id.length > MAX_ID_LENGTH && [...id].length > MAX_ID_LENGTH;
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
