import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { redeliveriesIn } from '../facts/redeliveredFacts.ts';
import { clientSpecific } from '../judgement.ts';
import { beginsAtCommit } from './suffixOfLostOwner.ts';

/** kafkajs has no callback before it gives partitions back: a batch is given up in the middle. */
export const handedBackInMidBatch: DifferenceRule = {
  name: 'kafkajs gives partitions back in mid batch',
  kinds: ['redelivered'],
  judge({ subject }, { simulated, real, client }) {
    if (client?.name !== 'kafkajs') return null;
    const { group, partition } = splitReading(subject);
    const inReal = redeliveriesIn(real.verdicts.redeliveries, group, partition);
    const byRebalance = inReal.filter(
      ({ cause }) => cause === 'revocation' || cause === 'assigned anew',
    );
    const others = inReal.length - byRebalance.length;
    const inModel = redeliveriesIn(simulated.verdicts.redeliveries, group, partition);
    if (byRebalance.length === 0 || others !== inModel.length) return null;
    if (!inReal.every(beginsAtCommit)) return null;
    return clientSpecific(
      'kafkajs joins a rebalance at a heartbeat, in the middle of a batch, without a callback in ' +
        'which the worker could commit what it has handled. The Java client, which is modelled, ' +
        'calls back first.',
      'trials of kafkajs 2.2.4; each redelivery begins at the committed offset',
    );
  },
};
