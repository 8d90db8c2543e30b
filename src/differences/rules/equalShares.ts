import type { DifferenceRule } from '../differenceRule.ts';
import { isFreeToChoose, sameMembers, shareSizes, stepsOf } from '../evidence/shareOuts.ts';
import { allowed } from '../judgement.ts';

/** Sticky assignors and those of the broker break ties by random ids: shares are as large. */
export const equalShares: DifferenceRule = {
  name: 'shares of the same size to other members',
  kinds: ['owners', 'final assignment'],
  judge({ subject: group }, { simulated, real }) {
    const inReal = stepsOf(real, group);
    const inModel = stepsOf(simulated, group);
    if (inReal.length === 0 || inReal.length !== inModel.length) return null;
    const isAlike = inReal.every((step, at) => {
      const other = inModel[at]!;
      if (step.text === other.text) return true;
      if (!isFreeToChoose(step) || step.protocol !== other.protocol) return false;
      return sameMembers(step, other) && shareSizes(step) === shareSizes(other);
    });
    if (!isAlike) return null;
    return allowed(
      `The ${inReal[0]!.protocol} assignor breaks ties by member ids, which are random, and by ` +
        'what each member had before.',
      'step by step the same members, with shares of the same sizes',
    );
  },
};
