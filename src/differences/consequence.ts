import type { Difference, FactDifference } from './difference.ts';
import type { Comparison } from './differenceRule.ts';
import type { Judgement } from './judgement.ts';

/**
 * The judgement on a difference that is there only because another one is; null if that one is not
 * explained itself.
 */
export function consequenceOf(
  cause: Difference | undefined,
  shownBy: string = cause?.shownBy ?? '',
): Judgement | null {
  if (cause === undefined || cause.class === 'unexplained') return null;
  return {
    class: cause.class,
    reason: `It follows from "${cause.kind}" of ${cause.subject}.`,
    shownBy,
  };
}

/** The classed difference that fits; one of a wrong model first. */
export function findCause(
  { differences, settled }: Comparison,
  fits: (difference: FactDifference) => boolean,
): Difference | undefined {
  const causes = differences
    .filter(fits)
    .map(({ kind, subject }) => settled(kind, subject))
    .filter((one) => one !== undefined);
  return causes.find((one) => one.class === 'model wrong') ?? causes[0];
}
