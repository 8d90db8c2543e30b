import type { CollectedFacts } from '../collectFacts.ts';
import type { Redelivery } from '../../check/redelivery.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { redeliveriesIn } from '../facts/redeliveredFacts.ts';
import { allowed } from '../judgement.ts';
import { beginsAtCommit, occasionOf } from './suffixOfLostOwner.ts';

/**
 * A member that is told to end hands back what it has polled and not begun. Whether there is
 * something just then is timing, and nobody handles it twice.
 */
export const inHandAtEnd: DifferenceRule = {
  name: 'polled and not begun by a member that ends',
  kinds: ['redelivered'],
  judge({ subject }, { simulated, real }) {
    const { group, partition } = splitReading(subject);
    const lists = [simulated, real].map((run) =>
      redeliveriesIn(run.verdicts.redeliveries, group, partition),
    );
    const others = lists.map((list, at) => {
      const run = at === 0 ? simulated : real;
      return list.filter((one) => !isHandedBack(one, run)).map(occasionOf);
    });
    // What is redelivered for other reasons must be so in both runs.
    if (others[0]!.join() !== others[1]!.join()) return null;
    if (others[0]!.length === lists[0]!.length && others[1]!.length === lists[1]!.length)
      return null;
    return allowed(
      'A member that is told to end closes its consumer and hands back what it has polled and ' +
        'not begun. Whether it has something in hand just then is timing.',
      'none of these records was handled before it came again, and each begins at the commit',
    );
  },
};

/** True if the records came from a member that was told to end, and nobody had handled them. */
function isHandedBack(redelivery: Redelivery, { lives }: CollectedFacts): boolean {
  const { cause, withEffectCount, previousProcess, previousAtUs, atUs } = redelivery;
  return (
    (cause === 'revocation' || cause === 'stop') &&
    withEffectCount === 0 &&
    beginsAtCommit(redelivery) &&
    // Its last poll may return after it was told.
    lives.wasToldToEnd(previousProcess, lives.startedAtUs(previousProcess, previousAtUs), atUs)
  );
}
