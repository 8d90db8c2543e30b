import type { DifferenceRule } from '../differenceRule.ts';
import { commitErrorClasses } from '../evidence/commitErrorClass.ts';
import { allowed } from '../judgement.ts';

/** The simulator itself sees these refusals under another schedule. */
export const commitErrorBySchedule: DifferenceRule = {
  name: 'another schedule sees these refusals',
  kinds: ['commit errors'],
  judge({ subject, real }) {
    const classesOf = (value: string | null): string => commitErrorClasses(value).join(' ');
    const wanted = classesOf(real);
    const what = wanted === '' ? 'no refusal' : `refusals (${wanted})`;
    return {
      question: `some schedule shows ${subject} ${what}`,
      isSeen: ({ facts }) =>
        facts.some((one) => {
          if (one.kind !== 'commit errors' || one.subject !== subject) return false;
          return classesOf(one.value) === wanted;
        }),
      ifSeen: (schedule) =>
        allowed(
          'Whether a commit is under way when the group changes or its coordinator is away is ' +
            'timing.',
          `${schedule} of the simulator shows it ${what}`,
        ),
    };
  },
};
