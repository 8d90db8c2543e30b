import { consequenceOf, findCause } from '../consequence.ts';
import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';

/** A consumer that goes back, or over records, does so because of what was committed. */
export const anomalyFollows: DifferenceRule = {
  name: 'an anomaly follows redeliveries',
  kinds: ['anomaly'],
  judge({ subject }, runs) {
    if (subject !== 'nonmonotonic-poll' && subject !== 'duplicate') return null;
    const kind = subject === 'duplicate' ? 'log end' : 'redelivered';
    const cause = findCause(runs, (one) => one.kind === kind || one.kind === 'owners');
    if (![runs.simulated, runs.real].every((run) => isExplained(run, subject))) return null;
    return consequenceOf(
      cause,
      'every redelivery of both runs has a legal reason, and nothing was skipped',
    );
  },
};

function isExplained({ verdicts }: CollectedFacts, subject: string): boolean {
  if (subject === 'duplicate') return true;
  return verdicts.redeliveries.every(({ cause }) => cause !== 'unexplained');
}
