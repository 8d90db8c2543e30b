import { consequenceOf, findCause } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';

/** A member that is removed in one run only changes who owns what, and all that follows. */
export const ownersFollowDepartures: DifferenceRule = {
  name: 'a member left in one run only',
  kinds: ['owners', 'generations', 'final assignment', 'redelivered', 'commit errors'],
  judge({ kind, subject }, runs) {
    const isOfGroup = kind === 'owners' || kind === 'generations' || kind === 'final assignment';
    const { group } = isOfGroup ? { group: subject } : splitReading(subject);
    const cause = findCause(runs, (one) => {
      return one.kind === 'departures' && splitReading(one.subject).group === group;
    });
    if (cause === undefined || cause.class === 'unexplained') return null;
    // What a lost partition is redelivered for can be told without it, unless the model is wrong.
    if (!isOfGroup && cause.class !== 'model wrong') return null;
    return consequenceOf(cause, 'in one of the runs the partitions of that member went to others');
  },
};
