import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { repeatsOf } from '../evidence/shareOuts.ts';
import { allowed, clientSpecific } from '../judgement.ts';

/**
 * A coordinator that died is followed by one that knows only the last assignment that was stored.
 * Members that were asked to join when it died join there. Whether they all come in one rebalance,
 * or those that were there make one of their own first, is open. Members that were not asked have
 * no reason to join, and kafkajs does all the same.
 */
export const joinedAtNewCoordinator: DifferenceRule = {
  name: 'joined again at another coordinator',
  kinds: ['generations'],
  judge({ subject: group }, { simulated, real, client }) {
    const [model, kafka] = [simulated, real].map((run) => findRepeats(run, group));
    if (model === null || kafka === null || model!.count === kafka!.count) return null;
    if (lastOf(simulated, group) - model!.count !== lastOf(real, group) - kafka!.count) return null;
    const shownBy =
      'besides the rebalances in which a new coordinator stored the same share-out again ' +
      `(${model!.count} in the model, ${kafka!.count} in Kafka), there are as many in both runs`;
    if (model!.unasked > 0) return null;
    if (kafka!.unasked > 0) {
      if (client?.name !== 'kafkajs') return null;
      return clientSpecific(
        'kafkajs joins its group again when it has lost the coordinator. The Java client, which ' +
          'is modelled, looks for the new one and goes on as the member that it is.',
        `trials of kafkajs 2.2.4; ${shownBy}`,
      );
    }
    return allowed(
      'Members that were asked to join when their coordinator died do so at the next one. They ' +
        'make one generation with those that are new, or one before them: Kafka leaves open who ' +
        'comes first.',
      shownBy,
    );
  },
};

function lastOf({ groups }: CollectedFacts, group: string): number {
  return groups.find((one) => one.group === group)?.lastGeneration ?? -1;
}

/**
 * How often a new coordinator stored the share-out again that the one before had stored last, and
 * how often of these nobody had been asked to join before; null: a share-out was stored again for
 * another reason.
 */
function findRepeats(
  run: CollectedFacts,
  group: string,
): { readonly count: number; readonly unasked: number } | null {
  const { coordinators, lives } = run;
  const absences = coordinators.absencesOf(group, lives);
  const repeats = repeatsOf(run, group);
  let unasked = 0;
  for (const { before, again } of repeats) {
    const [former, present] = [before, again].map(({ atUs }) =>
      coordinators.coordinatorAt(group, atUs),
    );
    if (former === present) return null;
    const lost = absences.findLast(({ fromUs }) => fromUs >= before.atUs && fromUs <= again.atUs);
    if (lost === undefined) return null;
    if (!coordinators.wasRebalancing(group, lost.fromUs)) unasked++;
  }
  return { count: repeats.length, unasked };
}
