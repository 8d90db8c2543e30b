import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

const COUNTS = /^(\d+) issued, (\d+) sold out, (\d+) already issued$/;

/**
 * The second request of one user is told `already issued` or `sold out`, depending on what was
 * handled first. How many coupons are issued must be the same.
 */
export const outcomesByOrder: DifferenceRule = {
  name: 'answers depend on the order of handling',
  kinds: ['coupon'],
  judge({ subject, simulated, real }, runs) {
    const [ofModel, ofReal] = [simulated, real].map((value) => COUNTS.exec(value ?? ''));
    if (!ofModel || !ofReal || ofModel[1] !== ofReal[1]) return null;
    const rest = [ofModel, ofReal].map((counts) => Number(counts[2]) + Number(counts[3]));
    if (rest[0] !== rest[1]) return null;
    const couponId = subject.slice('coupon '.length);
    const isSpread = [runs.simulated, runs.real].every((run) => partitionCount(run, couponId) > 1);
    const hasOtherOrder = runs.differences.some(({ kind }) => kind === 'order of key');
    if (!isSpread && !hasOtherOrder) return null;
    return allowed(
      'As many coupons are issued and as many requests turned down. Whether a further request of ' +
        'one user meets an empty stock or its own coupon depends on which is handled first.',
      isSpread
        ? 'its requests lie in several partitions, between which there is no order'
        : 'its requests lie in another order in the two logs',
    );
  },
};

function partitionCount({ verdicts }: CollectedFacts, couponId: string): number {
  return verdicts.facts.partitions.filter((one) => one.couponIds.includes(couponId)).length;
}
