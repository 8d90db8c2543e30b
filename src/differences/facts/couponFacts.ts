import type { RunFacts } from '../../check/runFacts.ts';
import type { Fact } from '../fact.ts';

/** What became of the requests for each coupon, each request counted once. */
export function couponFacts({ coupons }: RunFacts): readonly Fact[] {
  return coupons.flatMap(({ couponId, issued, soldOut, alreadyIssued, duplicates }) => {
    const value = `${issued} issued, ${soldOut} sold out, ${alreadyIssued} already issued`;
    return [
      { kind: 'coupon', subject: `coupon ${couponId}`, value },
      {
        kind: 'coupon',
        subject: `coupon ${couponId} duplicates`,
        value: String(duplicates),
      },
    ] as const;
  });
}
