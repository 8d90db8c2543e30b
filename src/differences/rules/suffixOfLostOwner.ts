import type { Redelivery } from '../../check/redelivery.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { redeliveriesIn } from '../facts/redeliveredFacts.ts';
import { allowed } from '../judgement.ts';

/**
 * Both runs redeliver on the same occasion. Kafka promises only that the next owner begins at the
 * last commit: how far the owner before had polled beyond it is timing.
 */
export const suffixOfLostOwner: DifferenceRule = {
  name: 'a suffix from the last commit',
  kinds: ['redelivered'],
  judge({ subject }, { simulated, real }) {
    const { group, partition } = splitReading(subject);
    const inReal = redeliveriesIn(real.verdicts.redeliveries, group, partition);
    const inModel = redeliveriesIn(simulated.verdicts.redeliveries, group, partition);
    if (inReal.length === 0 || inModel.length === 0) return null;
    if (![...inReal, ...inModel].every(beginsAtCommit)) return null;
    const occasions = (list: readonly Redelivery[]): string =>
      [...new Set(list.map(occasionOf))].sort().join(', ');
    if (occasions(inReal) !== occasions(inModel)) return null;
    return allowed(
      'The next owner begins at the last committed offset, in both runs on the same occasions. ' +
        'How far the owner before had polled and committed by then is timing.',
      `every redelivery begins at the committed offset; in the real run: ${occasions(inReal)}`,
    );
  },
};

/** True if the records are a suffix from the last commit: nothing before it, nothing left out. */
export function beginsAtCommit(redelivery: Redelivery): boolean {
  const { cause, startOffset, committedOffset } = redelivery;
  if (cause === 'unexplained') return false;
  // Where nothing was committed, reading begins where auto.offset.reset leads. A redelivery that
  // goes on with another owner's records follows one that began at the commit.
  return committedOffset < 0 || startOffset >= committedOffset;
}

/** Why, from whom and to whom. */
export function occasionOf({ cause, previousProcess, process }: Redelivery): string {
  return `${cause} of ${previousProcess}, to ${process}`;
}
