import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

/**
 * Members that were asked to join when their coordinator died join at the next one, which knows
 * only the last assignment that was stored. Whether they all come in one rebalance, or those that
 * were there make one of their own first, is open.
 */
export const joinedAtNewCoordinator: DifferenceRule = {
  name: 'joined again at another coordinator',
  kinds: ['generations'],
  judge({ subject: group }, { simulated, real }) {
    const [model, kafka] = [simulated, real].map((run) => countRepeats(run, group));
    if (model === null || kafka === null || model === kafka) return null;
    if (lastOf(simulated, group) - model! !== lastOf(real, group) - kafka!) return null;
    return allowed(
      'Members that were asked to join when their coordinator died do so at the next one. They ' +
        'make one generation with those that are new, or one before them: Kafka leaves open who ' +
        'comes first.',
      'besides the rebalances in which a new coordinator stored the same share-out again ' +
        `(${model} in the model, ${kafka} in Kafka), there are as many in both runs`,
    );
  },
};

function lastOf({ groups }: CollectedFacts, group: string): number {
  return groups.find((one) => one.group === group)?.lastGeneration ?? -1;
}

/**
 * How often a new coordinator stored the share-out again that the one before had stored last; null:
 * a share-out was stored again for another reason.
 */
function countRepeats({ groups, coordinators }: CollectedFacts, group: string): number | null {
  const assignments = groups.find((one) => one.group === group)?.assignments ?? [];
  let repeats = 0;
  for (const [at, step] of assignments.entries()) {
    const before = assignments[at - 1];
    if (before === undefined || before.text !== step.text) continue;
    const [former, present] = [before, step].map((one) =>
      coordinators.coordinatorAt(group, one.atUs),
    );
    if (former === present) return null;
    repeats++;
  }
  return repeats;
}
