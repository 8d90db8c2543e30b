import type { DifferenceRule } from '../differenceRule.ts';
import { modelWrong } from '../judgement.ts';

/** The same key, the same number of partitions, another partition: the partitioner is wrong. */
export const keyInAnotherPartition: DifferenceRule = {
  name: 'key in another partition',
  kinds: ['partition of key'],
  judge({ simulated, real }, { simulated: simulatedRun, real: realRun }) {
    if (simulated === null || real === null) return null;
    if (simulatedRun.partitionsAdded.length > 0 || realRun.partitionsAdded.length > 0) return null;
    return modelWrong(
      `Kafka's client puts this key into partition ${real}, the model into ${simulated}. ` +
        'A key and the number of partitions alone decide: no timing can be the reason.',
      'the offsets that the acknowledgements of both runs name',
    );
  },
};
