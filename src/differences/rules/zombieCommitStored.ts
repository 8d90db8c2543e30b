import { commitErrorClass } from '../evidence/commitErrorClass.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { modelWrong } from '../judgement.ts';

/** The model stores the commit of a member that is out, which Kafka refuses. */
export const zombieCommitStored: DifferenceRule = {
  name: 'a commit of a removed member was stored',
  kinds: ['commit errors', 'committed offset', 'redelivered'],
  judge({ kind, subject }, { simulated, real }) {
    const { group, partition } = splitReading(subject);
    if (real.commits.stale.length > 0) return null;
    const stale = simulated.commits.stale.find((one) => {
      if (one.group !== group) return false;
      return kind === 'commit errors'
        ? one.client === partition
        : `${one.topic}-${one.partition}` === partition;
    });
    if (stale === undefined) return null;
    const refused = real.commits.refusedOf(group, stale.client);
    const error = refused.find((one) => commitErrorClass(one.error) === 'fenced')?.error;
    const told = error === undefined ? 'stores none such' : `refused its commit: ${error}`;
    const { client, topic, offset, generation, groupGeneration } = stale;
    return modelWrong(
      `The model stored ${topic}-${stale.partition}@${offset} for ${client} in generation ` +
        `${generation} although the group was at ${groupGeneration} without it. Kafka ${told}.`,
      'generations of the stored assignments and of the stored offsets',
    );
  },
};
