import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { redeliveriesIn } from '../facts/redeliveredFacts.ts';
import { allowed } from '../judgement.ts';
import { beginsAtCommit, occasionOf } from './suffixOfLostOwner.ts';

/** The simulator itself redelivers on these occasions, or on none, under another schedule. */
export const redeliveredBySchedule: DifferenceRule = {
  name: 'another schedule redelivers like that',
  kinds: ['redelivered'],
  judge({ subject }, { real }) {
    const { group, partition } = splitReading(subject);
    const inReal = redeliveriesIn(real.verdicts.redeliveries, group, partition);
    if (!inReal.every(beginsAtCommit)) return null;
    const wanted = occasionsOf(real, group, partition);
    const what = wanted === '' ? 'redelivers nothing' : `redelivers after ${wanted}`;
    return {
      question: `some schedule ${what} in ${subject}`,
      isSeen: (facts) => occasionsOf(facts, group, partition) === wanted,
      ifSeen: (schedule) =>
        allowed(
          'Whether a partition changes hands with records polled and not committed is timing. ' +
            'The next owner begins at the last committed offset.',
          `${schedule} of the simulator ${what} there too`,
        ),
    };
  },
};

function occasionsOf({ verdicts }: CollectedFacts, group: string, partition: string): string {
  const list = redeliveriesIn(verdicts.redeliveries, group, partition);
  return [...new Set(list.map(occasionOf))].sort().join(', ');
}
