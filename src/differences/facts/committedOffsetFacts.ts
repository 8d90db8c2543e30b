import type { RunFacts } from '../../check/runFacts.ts';
import type { Fact } from '../fact.ts';

/** What each group has committed in each partition at the end. */
export function committedOffsetFacts({ partitions }: RunFacts): readonly Fact[] {
  return partitions.flatMap(({ topic, partition, groups }) =>
    groups.map(({ group, committedOffset }) => ({
      kind: 'committed offset',
      subject: `${group} ${topic}-${partition}`,
      value: committedOffset === null ? 'none' : String(committedOffset),
    })),
  );
}
