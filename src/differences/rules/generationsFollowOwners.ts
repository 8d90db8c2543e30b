import { consequenceOf } from '../consequence.ts';
import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

/** More or fewer share-outs make a higher or lower generation. */
export const generationsFollowOwners: DifferenceRule = {
  name: 'generations follow the share-outs',
  kinds: ['generations'],
  judge({ subject: group }, { simulated, real, settled }) {
    const cause = settled('owners', group);
    if (cause !== undefined) return consequenceOf(cause);
    // Equal share-outs, and rebalances that changed nothing between them.
    const repeated = [simulated, real].map((run) => repeatedCount(run, group));
    if (repeated[0] === repeated[1]) return null;
    return allowed(
      'A rebalance that changes nothing is one generation more: how many joins one rebalance ' +
        'gathers is open, and a member may have to join again.',
      `the share-outs are equal; repeated ones: ${repeated[0]} in the model, ` +
        `${repeated[1]} in Kafka`,
    );
  },
};

function repeatedCount({ groups }: CollectedFacts, group: string): number {
  const found = groups.find((one) => one.group === group);
  return found === undefined ? 0 : found.assignments.length - found.steps.length;
}
