import { consequenceOf } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';

/** Records of a key that are in other partitions lie in another order. */
export const orderFollowsPartition: DifferenceRule = {
  name: 'the order of a key follows its partitions',
  kinds: ['order of key'],
  judge({ subject, simulated, real }, { settled }) {
    if (simulated === null || real === null) return null;
    const cause = settled('partition of key', subject);
    const sorted = (value: string): string => value.split(' ').sort().join(' ');
    if (sorted(simulated) !== sorted(real)) return null;
    return consequenceOf(cause, 'its records are in other partitions in the two runs');
  },
};
