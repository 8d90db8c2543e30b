import type { DifferenceRule } from '../differenceRule.ts';
import { isSameFact } from '../fact.ts';
import { allowed } from '../judgement.ts';

/** Whether a member is silent long enough can be a matter of milliseconds. */
export const departureBySchedule: DifferenceRule = {
  name: 'a member at the edge of a timeout',
  kinds: ['departures'],
  judge({ subject, real }, { real: realRun }) {
    const seen = realRun.facts.find((one) => one.kind === 'departures' && one.subject === subject);
    if (seen === undefined) return null;
    return {
      question: `some schedule has these departures of ${subject}: ${real ?? 'none'}`,
      isSeen: ({ facts }) =>
        facts.some((one) => {
          return one.kind === 'departures' && one.subject === subject && isSameFact(one, seen);
        }),
      ifSeen: (schedule) =>
        allowed(
          'Whether a member is removed depends on when its last heartbeat or poll was.',
          `${schedule} of the simulator has the same departures`,
        ),
    };
  },
};
