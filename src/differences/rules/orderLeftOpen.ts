import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { sendOrderProblem } from '../evidence/sendOrder.ts';
import { allowed } from '../judgement.ts';

/**
 * The same records in another order. Kafka orders the records of a partition as they arrive: two
 * sends of which neither was acknowledged before the other began may arrive either way.
 */
export const orderLeftOpen: DifferenceRule = {
  name: 'sends that were under way at once',
  kinds: ['order of key'],
  judge({ subject, simulated, real }, runs) {
    if (simulated === null || real === null) return null;
    if (sorted(simulated) !== sorted(real)) return null;
    if (problemIn(runs.simulated, subject) !== null) return null;
    if (problemIn(runs.real, subject) !== null) return null;
    return allowed(
      'The same records in another order. Kafka orders a partition by arrival, and leaves open ' +
        'which of two sends that are under way at once arrives first, and in which order ' +
        'producers come to send.',
      'in both logs every record that was acknowledged before another was sent comes first, and ' +
        'so do the records of each single producer',
    );
  },
};

function problemIn(run: CollectedFacts, subject: string): string | null {
  return sendOrderProblem(run.records, subject)?.sentence ?? null;
}

function sorted(value: string): string {
  return value.split(' ').sort().join(' ');
}
