import type { DifferenceRule } from '../differenceRule.ts';
import { serviceBug } from '../judgement.ts';

/** Rules that the service alone keeps, whatever Kafka does. */
const SERVICE_RULES: ReadonlySet<string> = new Set([
  'never oversold',
  'once per request',
  'one coupon a user',
]);

/** The service broke a promise on the real servers that it keeps on the simulated ones. */
export const serviceRuleBroken: DifferenceRule = {
  name: 'the service broke its promise',
  kinds: ['verdict'],
  judge({ subject, simulated, real }, { real: realRun }) {
    if (!SERVICE_RULES.has(subject) || real !== 'violated' || simulated !== 'holds') return null;
    if (realRun.header.expect?.violates.some((rule) => rule === subject) === true) return null;
    const verdict = realRun.verdicts.verdicts.find(({ rule }) => rule === subject);
    return serviceBug(
      `The service keeps this rule whatever Kafka does, and broke it: ${verdict?.sentence ?? ''}`,
      verdict?.findings[0]?.sentence ?? 'the verdict on the real run',
    );
  },
};
