import type { CouponStore } from '../../src/issuer/ports.ts';

/** One store under test, alive for one test. It must serve at least 60 transactions at once. */
export interface CouponStoreWorld {
  readonly store: CouponStore;
  /**
   * The connection of the next COMMIT breaks: the caller learns nothing, and the server decides so.
   * null: this harness has no way to do it.
   */
  readonly loseNextCommit: ((decision: 'committed' | 'rolled-back') => void) | null;
}

/** Where the contract runs. */
export interface CouponStoreHarness {
  readonly name: string;
  readonly canLoseCommits: boolean;
  /**
   * Opens a store with these coupons (id to stock) and no other rows, runs the body, closes the
   * store. `withUserCouponKey` false: USER_COUPON has no unique key. Rejects with what the body
   * rejected with.
   */
  run(
    coupons: Readonly<Record<string, number>>,
    body: (world: CouponStoreWorld) => Promise<void>,
    withUserCouponKey?: boolean,
  ): Promise<void>;
}
