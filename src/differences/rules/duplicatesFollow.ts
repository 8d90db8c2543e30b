import { consequenceOf, findCause } from '../consequence.ts';
import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';

/** A record that comes again after it was handled is found to be a duplicate, once each time. */
export const duplicatesFollow: DifferenceRule = {
  name: 'duplicates follow redeliveries',
  kinds: ['coupon', 'expectation'],
  judge(difference, runs) {
    const { kind, subject, simulated, real } = difference;
    const isCount = kind === 'coupon' && subject.endsWith(' duplicates');
    if (!isCount && !subject.startsWith('duplicates:')) return null;
    if (isCount && (simulated === null || real === null)) return null;
    const cause = findCause(runs, (one) => one.kind === 'redelivered' || one.kind === 'log end');
    if (![runs.simulated, runs.real].every(isAccountedFor)) return null;
    return consequenceOf(
      cause,
      'in both runs duplicates are what came again after its effect and what was sent again',
    );
  },
};

/** Duplicates are records that came to a second owner, and further records of a decided request. */
function isAccountedFor({ verdicts }: CollectedFacts): boolean {
  const { duplicates, redelivered } = verdicts.facts;
  const copies = verdicts.anomalies.find(({ name }) => name === 'duplicate')?.count ?? 0;
  // Whoever of two handles a record second finds a duplicate: the new owner, or a zombie.
  const atMost = redelivered + copies;
  return duplicates <= atMost && duplicates >= copies;
}
