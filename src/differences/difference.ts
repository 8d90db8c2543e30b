import type { FactKind } from './fact.ts';
import type { DifferenceClass } from './judgement.ts';

/** A fact that is not the same in both runs. */
export interface FactDifference {
  readonly kind: FactKind;
  readonly subject: string;
  /** null: that run has no such fact. */
  readonly simulated: string | null;
  readonly real: string | null;
}

/** A difference with what it means. */
export interface Difference extends FactDifference {
  readonly class: DifferenceClass;
  /** Name of the rule that classed it; '' if none did. */
  readonly rule: string;
  readonly reason: string;
  readonly shownBy: string;
}
