import { growColumn } from '../../history/growColumn.ts';
import { TextPool } from '../../history/textPool.ts';
import type { CouponTrack } from './couponTrack.ts';
import type { RequestTrack } from './requestTrack.ts';

const INITIAL_ROWS = 64;

/** Who has which coupon: for each coupon and user the request that got it first. */
export class OwnerTable {
  private readonly users = new TextPool();
  private coupons = new Int32Array(INITIAL_ROWS);
  private userTexts = new Int32Array(INITIAL_ROWS);
  private requests = new Int32Array(INITIAL_ROWS);
  private rowCount = 0;
  /** Open addressing, linear probing: row + 1, or 0 for a free slot. */
  private slots = new Int32Array(2 * INITIAL_ROWS);

  /** How many pairs of coupon and user there are. */
  get size(): number {
    return this.rowCount;
  }

  /** Makes the request the owner unless the user has the coupon. Returns the owner's number. */
  claim(coupon: CouponTrack, userId: string, request: RequestTrack): number {
    const user = this.users.intern(userId);
    let slot = this.slotOf(coupon.index, user);
    const known = this.slots[slot]! - 1;
    if (known >= 0) return this.requests[known]!;
    if ((this.rowCount + 1) * 3 > this.slots.length * 2) {
      this.growSlots();
      slot = this.slotOf(coupon.index, user);
    }
    const row = this.rowCount++;
    this.coupons = growColumn(this.coupons, row + 1);
    this.userTexts = growColumn(this.userTexts, row + 1);
    this.requests = growColumn(this.requests, row + 1);
    this.coupons[row] = coupon.index;
    this.userTexts[row] = user;
    this.requests[row] = request.number;
    this.slots[slot] = row + 1;
    return request.number;
  }

  /** The slot of the pair, or the free slot where it belongs. */
  private slotOf(coupon: number, user: number): number {
    const mask = this.slots.length - 1;
    for (let slot = pairHash(coupon, user) & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot]! - 1;
      if (row < 0) return slot;
      if (this.userTexts[row] === user && this.coupons[row] === coupon) return slot;
    }
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let row = 0; row < this.rowCount; row++) {
      this.slots[this.slotOf(this.coupons[row]!, this.userTexts[row]!)] = row + 1;
    }
  }
}

function pairHash(coupon: number, user: number): number {
  const mixed = Math.imul(user ^ Math.imul(coupon + 1, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
