import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

/** The simulator itself comes to this generation under another schedule. */
export const generationsBySchedule: DifferenceRule = {
  name: 'another schedule has as many generations',
  kinds: ['generations'],
  judge({ subject, real }) {
    return {
      question: `some schedule comes to generation "${real ?? 'none'}" of ${subject}`,
      isSeen: ({ facts }) =>
        facts.some((one) => {
          return one.kind === 'generations' && one.subject === subject && one.value === real;
        }),
      ifSeen: (schedule) =>
        allowed(
          'How many joins and departures one rebalance gathers is timing.',
          `${schedule} of the simulator comes to the same generation`,
        ),
    };
  },
};
