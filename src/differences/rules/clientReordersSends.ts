import type { DifferenceRule } from '../differenceRule.ts';
import { sendOrderProblem } from '../evidence/sendOrder.ts';
import { clientSpecific } from '../judgement.ts';

/** kafkajs swaps sends of one producer that are not awaited; the modelled client does not. */
export const clientReordersSends: DifferenceRule = {
  name: 'kafkajs reorders sends that are not awaited',
  kinds: ['order of key'],
  judge({ subject, simulated, real }, runs) {
    if (simulated === null || real === null || runs.client?.name !== 'kafkajs') return null;
    if (sendOrderProblem(runs.simulated.records, subject) !== null) return null;
    const problem = sendOrderProblem(runs.real.records, subject);
    // A record that was acknowledged before the other was sent cannot be overtaken by any client.
    if (problem === null || !problem.isOfOneProducer || problem.isAgainstTime) return null;
    return clientSpecific(
      'kafkajs does not keep the order of sends that its caller does not await one by one; the ' +
        `Java client, which is modelled, does. Here ${problem.sentence}.`,
      'trials of kafkajs 2.2.4: of n sends under way at once the last two are swapped in the log',
    );
  },
};
