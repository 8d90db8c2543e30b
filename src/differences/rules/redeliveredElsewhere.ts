import type { CollectedFacts } from '../collectFacts.ts';
import { consequenceOf } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { stepsOf } from '../evidence/shareOuts.ts';
import { redeliveriesIn } from '../facts/redeliveredFacts.ts';
import { beginsAtCommit } from './suffixOfLostOwner.ts';

/** The partition had other owners in the two runs, and so came to others from others. */
export const redeliveredElsewhere: DifferenceRule = {
  name: 'the partition had other owners',
  kinds: ['redelivered'],
  judge({ subject }, { simulated, real, settled }) {
    const { group, partition } = splitReading(subject);
    const cause = settled('owners', group);
    if (ownersOf(simulated, group, partition) === ownersOf(real, group, partition)) return null;
    const isLegal = [simulated, real].every(({ verdicts }) =>
      redeliveriesIn(verdicts.redeliveries, group, partition).every(beginsAtCommit),
    );
    if (!isLegal) return null;
    return consequenceOf(
      cause,
      'the partition had other owners in the two runs, and every redelivery begins at the commit',
    );
  },
};

/** The owners of a partition, one after the other. */
function ownersOf(run: CollectedFacts, group: string, partition: string): string {
  const owners = stepsOf(run, group).map(({ members }) => {
    const owner = members.find(({ partitions }) =>
      partitions.some((one) => `${one.topic}-${one.partition}` === partition),
    );
    return owner?.client ?? '-';
  });
  return owners.filter((owner, at) => owner !== owners[at - 1]).join(' ');
}
