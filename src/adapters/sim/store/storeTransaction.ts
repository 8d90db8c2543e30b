import type { CouponIssueResult, RecordPosition, UserCoupon } from '../../../issuer/ports.ts';
import type { Completion, SimProcess } from '../../../sim/process.ts';

/** One statement on data. */
export type DataStatement =
  | { readonly type: 'findResult'; readonly requestId: string }
  | { readonly type: 'insertResult'; readonly result: CouponIssueResult }
  | { readonly type: 'deductStock'; readonly couponId: string }
  | { readonly type: 'returnStock'; readonly couponId: string }
  | { readonly type: 'readStock'; readonly couponId: string }
  | { readonly type: 'writeStock'; readonly couponId: string; readonly stock: number }
  | { readonly type: 'insertUserCoupon'; readonly row: UserCoupon }
  | { readonly type: 'appendUserCoupon'; readonly row: UserCoupon };

/** What a client sends within a transaction. */
export type Statement = DataStatement | { readonly type: 'commit' } | { readonly type: 'rollback' };

/** A row of COUPON, with the version that a transaction has written and not committed. */
export interface CouponRow {
  readonly couponId: string;
  /** The committed stock: what everybody but the writer sees. */
  stock: number;
  /** The transaction that holds the row lock. */
  writer: StoreTransaction | null;
  /** The stock as the writer sees it. */
  pendingStock: number;
}

/** An uncommitted row of COUPON_ISSUE_RESULT. */
export interface PendingResult {
  readonly requestText: number;
  readonly result: CouponIssueResult;
}

/** An uncommitted row of USER_COUPON. */
export interface PendingUserCoupon {
  readonly couponText: number;
  readonly userText: number;
  readonly row: UserCoupon;
}

/** A statement that waits for the one before it. */
export interface QueuedStatement {
  readonly statement: Statement;
  readonly completion: Completion<unknown>;
}

/**
 * A transaction as the server knows it: what it has written, which is invisible to others until it
 * commits, and what it waits for. Its locks are what it has written.
 */
export class StoreTransaction {
  readonly process: SimProcess;
  readonly origin: RecordPosition;
  /** `new`: the server has not heard of it, as nothing was sent. */
  state: 'new' | 'open' | 'over' = 'new';
  /** On the wire, or waiting for a lock. */
  statement: Statement | null = null;
  completion: Completion<unknown> | null = null;
  /** Sent by the client while another statement was under way; served in order, as drivers do. */
  queued: QueuedStatement[] | null = null;
  /** The transaction whose end the statement waits for. */
  blocker: StoreTransaction | null = null;
  /** When that wait began. */
  waitingSinceUs = 0;
  /** Its number among all waits: one that began earlier has a smaller one. */
  waitNumber = 0;
  /** True if the statement has waited: then it has seen a row that may be another one by now. */
  hasWaited = false;
  /** The client is gone, but the server still works on its last statement. */
  isOrphan = false;
  /** Transactions that wait for the end of this one, in order; made only when there is one. */
  waiters: StoreTransaction[] | null = null;
  /** Written rows; null until there is one, as most transactions are short and many. */
  results: PendingResult[] | null = null;
  userCoupons: PendingUserCoupon[] | null = null;
  /** Rows it has written, whose lock it holds. */
  stockRows: CouponRow[] | null = null;
  /** Rows whose lock it holds although it has not written them. */
  lockedRows: CouponRow[] | null = null;

  constructor(process: SimProcess, origin: RecordPosition) {
    this.process = process;
    this.origin = origin;
  }

  /** True if a commit would change something. */
  get hasWritten(): boolean {
    return this.results !== null || this.userCoupons !== null || this.stockRows !== null;
  }
}
