import type { RequestTrack } from './requestTrack.ts';

/** What the history has told about one coupon so far. */
export class CouponTrack {
  readonly couponId: string;
  /** -1: the scenario does not know this coupon. */
  readonly initialStock: number;
  issuedCount = 0;
  deductedCount = 0;
  soldOutCount = 0;
  alreadyIssuedCount = 0;
  duplicateCount = 0;
  /** The lowest stock that a transaction left; Infinity: none changed it. */
  lowestStock = Infinity;
  /** User to the request that got the coupon. */
  readonly owners = new Map<string, RequestTrack>();
  /** By partition number of the run: the request with the highest offset that was decided. */
  readonly lastDecided: (RequestTrack | undefined)[] = [];
  /** Of the decided requests the one that was submitted last. */
  lastSubmittedDecided: RequestTrack | null = null;

  constructor(couponId: string, initialStock: number) {
    this.couponId = couponId;
    this.initialStock = initialStock;
  }
}
