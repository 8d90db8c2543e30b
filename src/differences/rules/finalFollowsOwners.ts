import { consequenceOf } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';

/** The last share-out is one of the share-outs. */
export const finalFollowsOwners: DifferenceRule = {
  name: 'the final assignment is the last share-out',
  kinds: ['final assignment'],
  judge({ subject }, { settled }) {
    return consequenceOf(settled('owners', subject));
  },
};
