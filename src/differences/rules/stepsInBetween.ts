import type { DifferenceRule } from '../differenceRule.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { commonSteps, membersOf, stepsOf } from '../evidence/shareOuts.ts';
import { allowed } from '../judgement.ts';

/**
 * Joins and departures that come close together are dealt with in one rebalance or one after the
 * other. The share-outs of one run are those of the other, with further ones in between whose
 * members are on their way from one to the next.
 */
export const stepsInBetween: DifferenceRule = {
  name: 'joins one by one or together',
  kinds: ['owners'],
  judge({ subject: group }, { simulated, real }) {
    const inModel = stepsOf(simulated, group);
    const inReal = stepsOf(real, group);
    const common = commonSteps(inModel, inReal);
    if (common.length === 0) return null;
    // Both must begin with somebody and come to the same end.
    const last = common.at(-1)!;
    if (last.left !== inModel.length - 1 || last.right !== inReal.length - 1) return null;
    let left = -1;
    let right = -1;
    for (const step of common) {
      const before = left < 0 ? null : inModel[left]!;
      const after = inModel[step.left]!;
      const between = [
        ...inModel.slice(left + 1, step.left),
        ...inReal.slice(right + 1, step.right),
      ];
      if (!between.every((one) => isOnTheWay(one, before, after))) return null;
      left = step.left;
      right = step.right;
    }
    return allowed(
      'Kafka leaves open how many joins and departures one rebalance gathers: members that come ' +
        'or go close together make one generation or several.',
      `${common.length} share-outs are common to both runs, the last one too; those in between ` +
        'have members that are on their way from one to the next',
    );
  },
};

/** Its members include those that stay, and nobody who is in neither. */
function isOnTheWay(step: OwnerStep, before: OwnerStep | null, after: OwnerStep): boolean {
  const ends = [before === null ? [] : membersOf(before), membersOf(after)];
  const staying = ends[0]!.filter((client) => ends[1]!.includes(client));
  const present = membersOf(step);
  if (new Set(present).size !== present.length) return false;
  return (
    staying.every((client) => present.includes(client)) &&
    present.every((client) => ends[0]!.includes(client) || ends[1]!.includes(client))
  );
}
