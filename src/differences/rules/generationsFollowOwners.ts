import type { CollectedFacts } from '../collectFacts.ts';
import { consequenceOf } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { allowed } from '../judgement.ts';

/** More or fewer share-outs make a higher or lower generation. */
export const generationsFollowOwners: DifferenceRule = {
  name: 'generations follow the share-outs',
  kinds: ['generations'],
  judge({ subject: group }, { simulated, real, settled }) {
    const cause = settled('owners', group);
    if (cause !== undefined) return consequenceOf(cause);
    // Equal share-outs, and rebalances that gave the same shares to a new member of the same name.
    const [model, kafka] = [simulated, real].map((run) => countRepeats(run, group));
    if (model!.others !== kafka!.others || model!.withNewMember === kafka!.withNewMember)
      return null;
    return allowed(
      'A process that comes back as a new member makes one generation, or two: its old member id ' +
        'is removed before it joins or together with that.',
      `the share-outs are equal; those repeated with a new member: ` +
        `${model!.withNewMember} in the model, ${kafka!.withNewMember} in Kafka`,
    );
  },
};

/** How often the same share-out was stored again: with a new member id in it, and without. */
function countRepeats(
  { groups }: CollectedFacts,
  group: string,
): { readonly withNewMember: number; readonly others: number } {
  const assignments = groups.find((one) => one.group === group)?.assignments ?? [];
  let [withNewMember, others] = [0, 0];
  assignments.forEach((step, at) => {
    const before = assignments[at - 1];
    if (before === undefined || before.text !== step.text) return;
    if (idsOf(before) === idsOf(step)) others++;
    else withNewMember++;
  });
  return { withNewMember, others };
}

function idsOf({ members }: OwnerStep): string {
  return members
    .map(({ memberId }) => memberId)
    .sort()
    .join(' ');
}
