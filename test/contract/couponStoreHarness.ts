import type { CouponStore } from '../../src/issuer/ports.ts';

/** A store under test, alive for one test, with what a test may do to the world around it. */
export interface CouponStoreWorld {
  /** It serves at least 60 transactions at once. */
  readonly store: CouponStore;
  /** The same database as seen by another client process. */
  readonly rival: CouponStore;
  /** kill -9 of the rival: what it has under way may never settle. */
  readonly killRival: () => void;
  /** Resolves when at least so many statements wait for locks. Rejects if that never comes. */
  readonly untilWaiting: (count: number) => Promise<void>;
  /**
   * Breaks the connections of `store` that are in a transaction and idle; the server has rolled
   * back before this resolves, or does so at the next statement.
   */
  readonly breakConnections: () => Promise<void>;
  /**
   * The connection of the next COMMIT of `store` breaks: the caller learns nothing, and the server
   * decides so.
   */
  readonly loseNextCommit: (decision: 'committed' | 'rolled-back') => void;
}

/** Where the contract runs. */
export interface CouponStoreHarness {
  readonly name: string;
  /**
   * Opens a store with these coupons (id to stock) and no other rows, runs the body, closes the
   * store. `hasUserCouponKey` false: USER_COUPON has no unique key. Rejects with what the body
   * rejected with, or if a transaction was left open.
   */
  run(
    coupons: Readonly<Record<string, number>>,
    body: (world: CouponStoreWorld) => Promise<void>,
    hasUserCouponKey?: boolean,
  ): Promise<void>;
}
