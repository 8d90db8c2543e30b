import type { DifferenceRule } from '../differenceRule.ts';
import { sendOrderProblem } from '../evidence/sendOrder.ts';
import { modelWrong } from '../judgement.ts';

/** The model's log is against the order of sending, the real one is not. */
export const modelReordersSends: DifferenceRule = {
  name: 'the model reorders sends',
  kinds: ['order of key'],
  judge({ subject, simulated, real }, runs) {
    if (simulated === null || real === null) return null;
    const problem = sendOrderProblem(runs.simulated.records, subject);
    if (problem === null || sendOrderProblem(runs.real.records, subject) !== null) return null;
    // Lost messages and non-idempotent retries do reorder.
    const isDisturbed = runs.simulated.faults.some(({ text }) =>
      /Produce|isolate|broker/.test(text),
    );
    if (isDisturbed && !problem.isAgainstTime) return null;
    return modelWrong(
      `In the model ${problem.sentence}. Kafka keeps the order of one producer, and that of ` +
        'sends of which one was acknowledged before the other began.',
      'times of sends and acknowledgements in both histories',
    );
  },
};
