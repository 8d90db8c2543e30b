import type { RequestTrack } from './requestTrack.ts';

/** What the history has told about one coupon so far. */
export class CouponTrack {
  readonly couponId: string;
  /** Number among the coupons of the run. */
  readonly index: number;
  /** -1: the scenario does not know this coupon. */
  readonly initialStock: number;
  issuedCount = 0;
  deductedCount = 0;
  soldOutCount = 0;
  alreadyIssuedCount = 0;
  duplicateCount = 0;
  /** The lowest stock that a transaction left; Infinity: none changed it. */
  lowestStock = Infinity;
  /** By partition number of the run: the request with the highest offset that was decided. */
  readonly lastDecided: (RequestTrack | undefined)[] = [];
  /** Of the decided requests the one that was submitted last. */
  lastSubmittedDecided: RequestTrack | null = null;

  constructor(couponId: string, index: number, initialStock: number) {
    this.couponId = couponId;
    this.index = index;
    this.initialStock = initialStock;
  }
}
