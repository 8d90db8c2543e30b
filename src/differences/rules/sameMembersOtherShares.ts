import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { isFixedByNames, sameMembers, stepsOf } from '../evidence/shareOuts.ts';
import { modelWrong } from '../judgement.ts';

/** An assignor that decides by names alone gave the same members other shares. */
export const sameMembersOtherShares: DifferenceRule = {
  name: 'same members, other shares',
  kinds: ['owners', 'final assignment'],
  judge({ subject: group }, { simulated, real }) {
    if (partitionsGrew(simulated) || partitionsGrew(real)) return null;
    for (const inReal of stepsOf(real, group)) {
      if (!isFixedByNames(inReal)) continue;
      const others = stepsOf(simulated, group).filter(
        (one) => one.protocol === inReal.protocol && sameMembers(one, inReal),
      );
      if (others.length === 0 || others.some(({ text }) => text === inReal.text)) continue;
      return modelWrong(
        `The ${inReal.protocol} assignor gave the same members (${inReal.text}) in Kafka and ` +
          `(${others[0]!.text}) in the model. It goes by names and numbers only.`,
        'the stored assignments of both runs',
      );
    }
    return null;
  },
};

function partitionsGrew({ partitionsAdded }: CollectedFacts): boolean {
  return partitionsAdded.length > 0;
}
