import type { DifferenceRule } from '../differenceRule.ts';
import { allowed } from '../judgement.ts';

/**
 * A topic grew: a key has one partition before and one after. Which of its records a producer
 * sends with the old number of partitions depends on when it fetches metadata.
 */
export const keyMovedByGrowth: DifferenceRule = {
  name: 'key moved while partitions grew',
  kinds: ['partition of key'],
  judge({ simulated, real, subject }, runs) {
    if (simulated === null || real === null) return null;
    const grew = (run: (typeof runs)['real']): boolean =>
      run.partitionsAdded.some(({ topic }) => subject.startsWith(`${topic} `));
    if (!grew(runs.simulated) || !grew(runs.real)) return null;
    const union = new Set([...simulated.split(', '), ...real.split(', ')]);
    // The old home and the new one. A third partition would be a wrong one.
    if (union.size > 2) return null;
    return allowed(
      'The topic grew, and this key has an old and a new partition. A producer uses the old ' +
        'number of partitions until it next fetches metadata, and Kafka leaves open when that is.',
      `both runs use only the partitions ${[...union].join(' and ')}`,
    );
  },
};
