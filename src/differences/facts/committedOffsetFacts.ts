import type { RunFacts } from '../../check/runFacts.ts';
import type { Fact } from '../fact.ts';

/** What each group has committed in each partition at the end. */
export function committedOffsetFacts({ partitions }: RunFacts): readonly Fact[] {
  return partitions.flatMap(({ topic, partition, endOffset, groups }) =>
    groups
      // Whether an empty partition is committed as 0 or not at all makes no difference to anybody.
      .filter(({ committedOffset }) => endOffset > 0 || (committedOffset ?? 0) > 0)
      .map(({ group, committedOffset }) => ({
        kind: 'committed offset',
        subject: `${group} ${topic}-${partition}`,
        value: committedOffset === null ? 'none' : String(committedOffset),
      })),
  );
}
