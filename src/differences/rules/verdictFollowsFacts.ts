import { consequenceOf, findCause } from '../consequence.ts';
import type { FactKind } from '../fact.ts';
import type { DifferenceRule } from '../differenceRule.ts';

/** Rules, and the facts that they judge. */
const JUDGED: Readonly<Record<string, readonly FactKind[]>> = {
  'every redelivery explained': ['redelivered', 'commit errors'],
  'nothing lost': ['committed offset', 'log end'],
  'handled before committed': ['committed offset'],
  'order per key': ['order of key', 'partition of key'],
  drained: ['departures', 'owners', 'committed offset'],
};

/** A verdict falls with a fact that a wrong model has got wrong. */
export const verdictFollowsFacts: DifferenceRule = {
  name: 'a verdict follows a wrong fact',
  kinds: ['verdict', 'log end', 'committed offset', 'coupon', 'requests refused'],
  judge({ kind, subject, simulated, real }, runs) {
    // What the model left undone for want of a member that works.
    const isUndone = runs.simulated.verdicts.end === 'deadline';
    if (kind !== 'verdict' && !isUndone) return null;
    if (kind === 'verdict' && (simulated !== 'violated' || real !== 'holds')) return null;
    const kinds =
      kind === 'verdict' ? (JUDGED[subject] ?? []) : (['departures', 'owners'] as const);
    const cause = findCause(runs, (one) => kinds.some((each) => each === one.kind));
    if (cause?.class !== 'model wrong') return null;
    return consequenceOf(
      cause,
      isUndone ? 'the simulated run came to no end in time' : 'the verdict judges that fact',
    );
  },
};
