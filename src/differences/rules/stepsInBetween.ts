import type { DifferenceRule } from '../differenceRule.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { membersOf, stepsOf } from '../evidence/shareOuts.ts';
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

/** A longest common sequence of equal share-outs. */
function commonSteps(
  lefts: readonly OwnerStep[],
  rights: readonly OwnerStep[],
): readonly { readonly left: number; readonly right: number }[] {
  const lengths = Array.from({ length: lefts.length + 1 }, () =>
    new Array<number>(rights.length + 1).fill(0),
  );
  for (let left = lefts.length - 1; left >= 0; left--) {
    for (let right = rights.length - 1; right >= 0; right--) {
      const isEqual = lefts[left]!.text === rights[right]!.text;
      lengths[left]![right] = isEqual
        ? lengths[left + 1]![right + 1]! + 1
        : Math.max(lengths[left + 1]![right]!, lengths[left]![right + 1]!);
    }
  }
  const common: { left: number; right: number }[] = [];
  let [left, right] = [0, 0];
  while (left < lefts.length && right < rights.length) {
    if (lefts[left]!.text === rights[right]!.text) common.push({ left: left++, right: right++ });
    else if (lengths[left + 1]![right]! >= lengths[left]![right + 1]!) left++;
    else right++;
  }
  return common;
}

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
