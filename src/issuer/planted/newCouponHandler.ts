import { CouponIssueHandler } from '../couponIssueHandler.ts';
import type { CouponStore } from '../ports.ts';
import { CheckThenActStock } from './checkThenActStock.ts';
import { DedupeOutsideTransaction } from './dedupeOutsideTransaction.ts';
import { InMemoryDedupe } from './inMemoryDedupe.ts';
import { NoDedupe } from './noDedupe.ts';
import type { PlantedBugName } from './plantedBugName.ts';

/** The coupon handler, right (null, or a bug of the committer) or with the given mistake. */
export function newCouponHandler(
  bug: PlantedBugName | null,
  store: CouponStore,
): CouponIssueHandler {
  switch (bug) {
    case 'no-dedupe':
      return new NoDedupe(store);
    case 'check-then-act-stock':
      return new CheckThenActStock(store);
    case 'dedupe-outside-transaction':
      return new DedupeOutsideTransaction(store);
    case 'in-memory-dedupe':
      return new InMemoryDedupe(store);
    case 'commit-before-effect':
    case 'commit-wrong-offset':
    case null:
      return new CouponIssueHandler(store);
  }
}
