import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

/** Facts that timing may change, and what in Kafka or in the service leaves them open. */
const OPEN: Readonly<Partial<Record<string, string>>> = {
  coupon: 'Which of two requests is handled first is open, and the answers follow from it.',
  'dead letters': 'Whether an attempt falls into the time of a fault is timing.',
  'requests refused': 'Whether a request falls into the time of a fault is timing.',
  anomaly: 'What a consumer goes over or comes back to depends on what was committed just then.',
  verdict: 'Whether the rule is broken depends on what meets: the lesson shows that it can be.',
};

/** The simulator itself comes to the same under another schedule of the same workload. */
export const factBySchedule: DifferenceRule = {
  name: 'another schedule comes to the same',
  kinds: ['coupon', 'dead letters', 'requests refused', 'anomaly', 'verdict'],
  judge({ kind, subject, real }, { real: realRun }) {
    // A rule may fail by chance only where the scenario says that it may.
    const mayFail = realRun.header.expect?.violates.some((rule) => rule === subject) ?? false;
    if (kind === 'verdict' && !mayFail) return null;
    return {
      question: `some schedule has ${kind} "${subject}": ${real ?? 'none'}`,
      isSeen: ({ facts }) =>
        facts.some((one) => one.kind === kind && one.subject === subject && one.value === real),
      ifSeen: (schedule) => allowed(OPEN[kind]!, `${schedule} of the simulator comes to the same`),
    };
  },
};
