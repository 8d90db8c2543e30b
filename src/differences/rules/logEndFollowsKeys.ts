import { consequenceOf, findCause } from '../consequence.ts';
import type { CollectedFacts } from '../collectFacts.ts';
import type { Comparison, DifferenceRule } from '../differenceRule.ts';
import { topicOf } from '../evidence/partitionName.ts';

/** Keys went to other partitions, and as many records as before are in the topic. */
export const logEndFollowsKeys: DifferenceRule = {
  name: 'the end of a log follows the partitions of keys',
  kinds: ['log end'],
  judge({ subject }, runs) {
    const topic = topicOf(subject);
    const cause = findCause(runs, (one) => {
      return one.kind === 'partition of key' && one.subject.startsWith(`${topic} `);
    });
    const [simulated, real] = recordsIn(topic, runs);
    if (simulated !== real) return null;
    return consequenceOf(cause, `in both runs ${topic} holds ${real} records in all`);
  },
};

/** How many records the topic holds in all, in the simulated and in the real run. */
export function recordsIn(topic: string, { simulated, real }: Comparison): readonly number[] {
  return [simulated, real].map(({ verdicts }: CollectedFacts) =>
    verdicts.facts.partitions
      .filter((one) => one.topic === topic)
      .reduce((sum, { endOffset }) => sum + endOffset, 0),
  );
}
