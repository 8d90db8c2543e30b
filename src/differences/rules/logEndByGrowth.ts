import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { topicOf } from '../evidence/partitionName.ts';
import { allowed } from '../judgement.ts';
import { recordsIn } from './logEndFollowsKeys.ts';

/**
 * A topic grew: how many records of a key went to its old partition depends on when the producer
 * heard of the new ones.
 */
export const logEndByGrowth: DifferenceRule = {
  name: 'more or fewer records before the topic grew',
  kinds: ['log end'],
  judge({ subject }, runs) {
    const topic = topicOf(subject);
    const both = [runs.simulated, runs.real];
    if (!both.every((run) => run.partitionsAdded.some((one) => one.topic === topic))) return null;
    const [simulated, real] = recordsIn(topic, runs);
    if (simulated !== real) return null;
    const homes = both.map((run) => homesOf(run, topic));
    const keys = new Set(homes.flatMap((one) => [...one.keys()]));
    // Each key that is here has an old home and a new one, the same in both runs.
    for (const key of keys) {
      const all = new Set(homes.flatMap((one) => [...(one.get(key) ?? [])]));
      if (all.has(subject) && all.size > 2) return null;
    }
    const isMoved = [...keys].some((key) => {
      const all = new Set(homes.flatMap((one) => [...(one.get(key) ?? [])]));
      return all.has(subject) && all.size === 2;
    });
    if (!isMoved) return null;
    return allowed(
      'The topic grew while records were sent. A producer uses the old number of partitions ' +
        'until it next fetches metadata: how many records go to the old one of a key is timing.',
      `${topic} holds ${real} records in both runs, and each key has one old and one new partition`,
    );
  },
};

/** By key: names of the partitions that hold records of it. */
function homesOf({ records }: CollectedFacts, topic: string): ReadonlyMap<string, Set<string>> {
  const homes = new Map<string, Set<string>>();
  for (const { topic: where, partition, key } of records.records()) {
    if (where !== topic || key === null) continue;
    homes.set(key, (homes.get(key) ?? new Set()).add(`${where}-${partition}`));
  }
  return homes;
}
