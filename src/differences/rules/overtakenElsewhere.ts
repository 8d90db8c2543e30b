import type { DifferenceRule } from '../differenceRule.ts';
import { topicOf } from '../evidence/partitionName.ts';
import { allowed } from '../judgement.ts';

/**
 * Requests for one coupon that lie in several partitions may overtake each other: it takes a
 * consumer that is a little late, which one run has and the other has not.
 */
export const overtakenElsewhere: DifferenceRule = {
  name: 'overtaken in another partition',
  kinds: ['verdict'],
  judge({ subject }, { simulated, real }) {
    if (subject !== 'order per key') return null;
    const verdicts = [simulated, real].map(({ verdicts: { verdicts: all } }) =>
      all.find(({ rule }) => rule === subject),
    );
    const violated = verdicts.filter((one) => one?.status === 'violated');
    const other = verdicts.find((one) => one?.status === 'holds');
    if (violated.length !== 1 || other === undefined) return null;
    const { findings } = violated[0]!;
    if (!findings.every(({ records }) => isAcrossPartitions(records))) return null;
    return allowed(
      'Requests for one coupon lie in several partitions here, and Kafka keeps no order between ' +
        'partitions: a consumer that is a little late is overtaken.',
      findings[0]!.sentence.replace(/\.$/, ''),
    );
  },
};

/** True if the records, as `topic-partition@offset`, are in different partitions of one topic. */
function isAcrossPartitions(records: readonly string[]): boolean {
  const partitions = new Set(records.map((record) => record.slice(0, record.indexOf('@'))));
  return partitions.size > 1 && new Set([...partitions].map(topicOf)).size === 1;
}
