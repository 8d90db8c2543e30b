import type { CouponIssueResult, RecordPosition } from '../../../issuer/ports.ts';
import { growColumn } from '../../../history/growColumn.ts';
import { OriginColumns } from './originColumns.ts';
import type { TextPool } from '../../../history/textPool.ts';

const OUTCOMES = ['ISSUED', 'SOLD_OUT', 'ALREADY_ISSUED', 'UNKNOWN_COUPON'] as const;
const INITIAL_ROWS = 32;

/** The committed rows of COUPON_ISSUE_RESULT, as columns. Texts are ids of the pool. */
export class ResultTable {
  private readonly texts: TextPool;
  private readonly origins: OriginColumns;
  private requests = new Uint32Array(INITIAL_ROWS);
  private coupons = new Uint32Array(INITIAL_ROWS);
  private users = new Uint32Array(INITIAL_ROWS);
  private outcomes = new Uint8Array(INITIAL_ROWS);
  /** The unique index: row + 1 by the text of the request id, 0 if there is none. */
  private rowOfRequest = new Int32Array(INITIAL_ROWS);
  private rowCount = 0;

  constructor(texts: TextPool) {
    this.texts = texts;
    this.origins = new OriginColumns(texts);
  }

  get count(): number {
    return this.rowCount;
  }

  /** Memory held, in bytes, without that of the texts. */
  get byteLength(): number {
    const { requests, coupons, users, outcomes, rowOfRequest, origins } = this;
    const ids = requests.byteLength + coupons.byteLength + users.byteLength;
    return ids + outcomes.byteLength + rowOfRequest.byteLength + origins.byteLength;
  }

  /** The row of a request, or -1. `requestText` may be -1, a text without an id. */
  rowOf(requestText: number): number {
    if (requestText < 0 || requestText >= this.rowOfRequest.length) return -1;
    return this.rowOfRequest[requestText]! - 1;
  }

  /** Adds a row; the caller has made sure that the request has none. */
  insert(
    requestText: number,
    couponText: number,
    userText: number,
    outcome: CouponIssueResult['outcome'],
    topicText: number,
    origin: RecordPosition,
  ): void {
    const row = this.rowCount++;
    if (row === this.requests.length) {
      this.requests = growColumn(this.requests, row + 1);
      this.coupons = growColumn(this.coupons, row + 1);
      this.users = growColumn(this.users, row + 1);
      this.outcomes = growColumn(this.outcomes, row + 1);
    }
    this.requests[row] = requestText;
    this.coupons[row] = couponText;
    this.users[row] = userText;
    this.outcomes[row] = OUTCOMES.indexOf(outcome);
    this.origins.set(row, topicText, origin);
    this.rowOfRequest = growColumn(this.rowOfRequest, requestText + 1);
    this.rowOfRequest[requestText] = row + 1;
  }

  get(row: number): CouponIssueResult {
    return {
      requestId: this.texts.textOf(this.requests[row]!),
      couponId: this.texts.textOf(this.coupons[row]!),
      userId: this.texts.textOf(this.users[row]!),
      outcome: OUTCOMES[this.outcomes[row]!]!,
    };
  }

  originOf(row: number): RecordPosition {
    return this.origins.get(row);
  }
}
