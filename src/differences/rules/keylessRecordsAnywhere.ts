import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { topicOf } from '../evidence/partitionName.ts';
import { allowed } from '../judgement.ts';
import { recordsIn } from './logEndFollowsKeys.ts';

/** Records without a key go where the producer's random choice sends them. */
export const keylessRecordsAnywhere: DifferenceRule = {
  name: 'records without a key go anywhere',
  kinds: ['log end'],
  judge({ subject }, runs) {
    const topic = topicOf(subject);
    const [simulated, real] = recordsIn(topic, runs);
    if (simulated !== real) return null;
    const keyed = [runs.simulated, runs.real].map((run) => countOf(run, subject, true));
    const keyless = [runs.simulated, runs.real].map((run) => countOf(run, topic, false));
    if (keyed[0] !== keyed[1] || keyless[0] !== keyless[1] || keyless[0] === 0) return null;
    return allowed(
      'Records without a key go to a partition that the producer chooses at random.',
      `${topic} holds ${real} records in both runs, and as many with a key in ${subject}`,
    );
  },
};

/** Records with (or without) a key in a partition, or in a topic. */
function countOf({ records }: CollectedFacts, where: string, hasKey: boolean): number {
  let count = 0;
  for (const { topic, partition, key } of records.records()) {
    const isThere = hasKey ? `${topic}-${partition}` === where : topic === where;
    if (isThere && (key !== null) === hasKey) count++;
  }
  return count;
}
