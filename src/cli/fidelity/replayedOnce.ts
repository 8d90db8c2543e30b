import type { DifferenceClass } from '../../differences/judgement.ts';
import type { SemanticResult } from '../../differences/semantics.ts';

/** What is read of `differences.json`. */
export interface ReadDifferences {
  readonly isFaithful: boolean;
  readonly real: { readonly kafkaVersion: string; readonly timeScale: number };
  readonly client: { readonly name: string; readonly version: string } | null;
  readonly facts: readonly { readonly compared: number; readonly equal: number }[];
  readonly semantics: readonly SemanticResult[];
  readonly differences: readonly {
    readonly kind: string;
    readonly subject: string;
    readonly simulated: string | null;
    readonly real: string | null;
    readonly class: DifferenceClass;
    readonly rule: string | null;
    readonly reason: string;
  }[];
}

/** How one replay of a scenario went. */
export type ReplayedOnce =
  | { readonly type: 'compared'; readonly differences: ReadDifferences }
  /** This scenario cannot be replayed, whoever tries. */
  | { readonly type: 'refused'; readonly reason: string }
  /** It broke this time. */
  | { readonly type: 'failed'; readonly reason: string };
