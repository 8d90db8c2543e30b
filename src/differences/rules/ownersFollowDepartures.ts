import { consequenceOf, findCause } from '../consequence.ts';
import type { FactDifference } from '../difference.ts';
import type { Comparison, DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { redeliveriesIn } from '../facts/redeliveredFacts.ts';

/** A member that is removed in one run only changes who owns what, and all that follows. */
export const ownersFollowDepartures: DifferenceRule = {
  name: 'a member left in one run only',
  kinds: ['owners', 'generations', 'final assignment', 'redelivered', 'commit errors'],
  judge(difference, runs) {
    const { kind, subject } = difference;
    const isOfGroup = kind === 'owners' || kind === 'generations' || kind === 'final assignment';
    const { group } = isOfGroup ? { group: subject } : splitReading(subject);
    const cause = findCause(runs, (one) => {
      if (one.kind !== 'departures' || splitReading(one.subject).group !== group) return false;
      return isOfGroup || isOfMember(difference, splitReading(one.subject).partition, runs);
    });
    return consequenceOf(cause, 'in one of the runs the partitions of that member went to others');
  },
};

/** True if the refusals, or all that came again, are of that member. */
function isOfMember(
  { kind, subject, simulated, real }: FactDifference,
  client: string,
  runs: Comparison,
): boolean {
  const { group, partition } = splitReading(subject);
  if (simulated !== 'none' && real !== 'none') return false;
  if (kind === 'commit errors') return partition === client;
  const { verdicts } = real === 'none' ? runs.simulated : runs.real;
  return redeliveriesIn(verdicts.redeliveries, group, partition).every(
    ({ previousProcess, process }) => previousProcess === client || process === client,
  );
}
