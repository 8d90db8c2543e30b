import { consequenceOf } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';

/** Each group has committed all that its log holds, and the logs hold different numbers. */
export const committedFollowsLogEnd: DifferenceRule = {
  name: 'the committed offset follows the end of the log',
  kinds: ['committed offset'],
  judge({ subject, simulated, real }, { simulated: model, real: kafka, settled }) {
    const { partition } = splitReading(subject);
    const cause = settled('log end', partition);
    const isCaughtUp = [model, kafka].every((run, at) => {
      const end = run.facts.find((one) => one.kind === 'log end' && one.subject === partition);
      const committed = at === 0 ? simulated : real;
      return (end?.value ?? '0') === '0'
        ? (committed ?? 'none') === 'none'
        : committed === end!.value;
    });
    if (!isCaughtUp) return null;
    return consequenceOf(cause, 'in both runs the committed offset is the end of the log');
  },
};
