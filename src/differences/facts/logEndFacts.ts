import type { RunFacts } from '../../check/runFacts.ts';
import type { Fact } from '../fact.ts';

/** How many records each partition holds at the end. */
export function logEndFacts({ partitions }: RunFacts): readonly Fact[] {
  return partitions.map(({ topic, partition, endOffset }) => ({
    kind: 'log end',
    subject: `${topic}-${partition}`,
    value: String(endOffset),
  }));
}
