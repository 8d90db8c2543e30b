import type { DifferenceRule } from '../differenceRule.ts';
import { commitErrorClasses } from '../evidence/commitErrorClass.ts';
import { clientSpecific } from '../judgement.ts';

/** The same refusal under the name that the client of each run gives it. */
export const errorNamesOfClients: DifferenceRule = {
  name: 'the same refusal by another name',
  kinds: ['commit errors'],
  judge({ simulated, real }, { client }) {
    const [ofModel, ofReal] = [simulated, real].map((value) => commitErrorClasses(value).join(' '));
    if (ofModel !== ofReal || ofReal === '' || ofReal!.includes('other')) return null;
    const name = client?.name ?? 'the client of the real run';
    return clientSpecific(
      `The same refusal (${ofReal}) is called ${real} by ${name} and ${simulated} by the Java ` +
        'client, which is modelled: clients pass on the code of the answer or make an exception.',
      'each name stands for an error code of the coordinator with that meaning',
    );
  },
};
