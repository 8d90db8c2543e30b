import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { clientSpecific } from '../judgement.ts';

/** The Java client commits its position in a partition from which it has read nothing. */
export const emptyPartitionCommitted: DifferenceRule = {
  name: 'the position in an empty partition',
  kinds: ['committed offset'],
  judge({ subject, simulated, real }, runs) {
    const { client } = runs;
    if (client === null || client.name === 'java') return null;
    if (simulated !== '0' || real !== 'none') return null;
    const { partition } = splitReading(subject);
    const isEmpty = [runs.simulated, runs.real].every(({ facts }) =>
      facts.some((one) => one.kind === 'log end' && one.subject === partition && one.value === '0'),
    );
    if (!isEmpty) return null;
    return clientSpecific(
      'The Java client, which is modelled, auto-commits its position in every partition that it ' +
        `owns, empty ones included. ${client.name} commits only where it has read something.`,
      'the partition is empty in both runs, so that 0 and nothing mean the same to a reader',
    );
  },
};
