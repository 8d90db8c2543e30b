import type { RecordPosition, UserCoupon } from '../../../issuer/ports.ts';
import { growColumn } from '../../../history/growColumn.ts';
import { OriginColumns } from './originColumns.ts';
import type { TextPool } from '../../../history/textPool.ts';

const INITIAL_ROWS = 32;
const INITIAL_SLOTS = 64;

/** The committed rows of USER_COUPON, as columns. Texts are ids of the pool. */
export class UserCouponTable {
  private readonly texts: TextPool;
  private readonly origins: OriginColumns;
  private coupons = new Uint32Array(INITIAL_ROWS);
  private users = new Uint32Array(INITIAL_ROWS);
  private requests = new Uint32Array(INITIAL_ROWS);
  private rowCount = 0;
  /** The index on (coupon, user): open addressing, row + 1, or 0 for a free slot. */
  private slots = new Int32Array(INITIAL_SLOTS);
  private indexedCount = 0;

  constructor(texts: TextPool) {
    this.texts = texts;
    this.origins = new OriginColumns(texts);
  }

  get count(): number {
    return this.rowCount;
  }

  /** Memory held, in bytes, without that of the texts. */
  get byteLength(): number {
    const { coupons, users, requests, slots, origins } = this;
    const columns = coupons.byteLength + users.byteLength + requests.byteLength;
    return columns + slots.byteLength + origins.byteLength;
  }

  /** True if the user has this coupon. */
  has(couponText: number, userText: number): boolean {
    return this.slots[this.slotOf(couponText, userText)] !== 0;
  }

  /**
   * Adds a row. The table itself allows several of one user, as only the statement with the unique
   * key looks first; the index keeps the first.
   */
  insert(
    couponText: number,
    userText: number,
    requestText: number,
    topicText: number,
    origin: RecordPosition,
  ): void {
    const row = this.rowCount++;
    if (row === this.coupons.length) {
      this.coupons = growColumn(this.coupons, row + 1);
      this.users = growColumn(this.users, row + 1);
      this.requests = growColumn(this.requests, row + 1);
    }
    this.coupons[row] = couponText;
    this.users[row] = userText;
    this.requests[row] = requestText;
    this.origins.set(row, topicText, origin);
    if ((this.indexedCount + 1) * 3 > this.slots.length * 2) this.growSlots();
    const slot = this.slotOf(couponText, userText);
    if (this.slots[slot] !== 0) return;
    this.slots[slot] = row + 1;
    this.indexedCount++;
  }

  /** All rows in order of commit. */
  *rows(): Generator<UserCoupon & { readonly origin: RecordPosition }> {
    for (let row = 0; row < this.rowCount; row++) {
      yield {
        couponId: this.texts.textOf(this.coupons[row]!),
        userId: this.texts.textOf(this.users[row]!),
        requestId: this.texts.textOf(this.requests[row]!),
        origin: this.origins.get(row),
      };
    }
  }

  private slotOf(couponText: number, userText: number): number {
    const mask = this.slots.length - 1;
    for (let slot = pairHash(couponText, userText) & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot]! - 1;
      if (row < 0) return slot;
      if (this.users[row] === userText && this.coupons[row] === couponText) return slot;
    }
  }

  private growSlots(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    for (const entry of old) {
      if (entry === 0) continue;
      this.slots[this.slotOf(this.coupons[entry - 1]!, this.users[entry - 1]!)] = entry;
    }
  }
}

function pairHash(couponText: number, userText: number): number {
  const mixed = Math.imul(userText ^ Math.imul(couponText + 1, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
