import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

/** The simulator itself shares out like that under another schedule. */
export const ownersBySchedule: DifferenceRule = {
  name: 'another schedule shares out like that',
  kinds: ['owners', 'final assignment'],
  judge({ kind, subject, real }) {
    return {
      question: `some schedule gives these ${kind} of ${subject}: ${real ?? 'none'}`,
      isSeen: ({ facts }) =>
        facts.some((one) => one.kind === kind && one.subject === subject && one.value === real),
      ifSeen: (schedule) =>
        allowed(
          'Who owns what in the meantime depends on when joins, departures and timeouts meet.',
          `${schedule} of the simulator has the same ${kind}`,
        ),
    };
  },
};
