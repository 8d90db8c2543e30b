import type { CollectedFacts } from '../collectFacts.ts';
import { consequenceOf } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { repeatsOf } from '../evidence/shareOuts.ts';
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
  run: CollectedFacts,
  group: string,
): { readonly withNewMember: number; readonly others: number } {
  const repeats = repeatsOf(run, group);
  const others = repeats.filter(({ before, again }) => idsOf(before) === idsOf(again)).length;
  return { withNewMember: repeats.length - others, others };
}

function idsOf({ members }: OwnerStep): string {
  return members
    .map(({ memberId }) => memberId)
    .sort()
    .join(' ');
}
