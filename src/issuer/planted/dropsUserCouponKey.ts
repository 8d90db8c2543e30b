import type { PlantedBugName } from './plantedBugName.ts';

/**
 * True for the bugs that write USER_COUPON unchecked: they belong to a schema without its unique
 * key (DROP_USER_COUPON_KEY_SQL), on which in turn no other handler can run.
 */
export function dropsUserCouponKey(bug: PlantedBugName | null): boolean {
  switch (bug) {
    case 'no-dedupe':
    case 'dedupe-outside-transaction':
    case 'in-memory-dedupe':
      return true;
    case 'check-then-act-stock':
    case 'commit-before-effect':
    case 'commit-wrong-offset':
    case null:
      return false;
  }
}
