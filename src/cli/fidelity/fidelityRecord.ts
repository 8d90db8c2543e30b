import type { DifferenceClass } from '../../differences/judgement.ts';
import type { Semantic } from '../../differences/semantics.ts';

/** A kind of difference that runs of a scenario showed. */
export interface KnownDifference {
  readonly class: DifferenceClass;
  /** Rule that classed it; '' if none did. */
  readonly rule: string;
  readonly kind: string;
  /** In how many runs. */
  readonly runs: number;
  /** The first case. */
  readonly subject: string;
  readonly simulated: string;
  readonly real: string;
  readonly reason: string;
}

/** In how many runs a part of the semantics was tested, and how the runs came out. */
export interface SemanticCount {
  readonly same: number;
  readonly allowed: number;
  readonly wrong: number;
}

/** All that is known of one scenario on a real Kafka. */
export interface ScenarioRecord {
  /** Day of the last run, `2026-05-30`. */
  readonly date: string;
  readonly productVersion: string;
  /** Runs that came to a comparison. */
  readonly runs: number;
  /** Of these, runs without a difference that must be looked at. */
  readonly faithful: number;
  /** Facts that were compared in all runs, and those that were equal. */
  readonly facts: { readonly compared: number; readonly equal: number };
  readonly kafkaVersion: string;
  /** `kafkajs 2.2.4`; more than one if the runs had several. */
  readonly clients: readonly string[];
  readonly timeScale: number;
  readonly semantics: Readonly<Partial<Record<Semantic, SemanticCount>>>;
  readonly differences: readonly KnownDifference[];
  /** Why runs came to no comparison, each reason once. */
  readonly failures: readonly string[];
  readonly failedRuns: number;
  /** Why it cannot be replayed at all; null: it can. */
  readonly refused: string | null;
}

/** The file from which FIDELITY.md is made. */
export interface FidelityRecord {
  readonly format: 'partition-lab-fidelity';
  readonly version: 1;
  /** By `entryName`. */
  readonly scenarios: Readonly<Record<string, ScenarioRecord>>;
}

/** Under which name runs of a scenario are kept. `client`: the one asked for; null: none was. */
export function entryName(scenario: string, client: string | null): string {
  return client === null ? scenario : `${scenario} (${client})`;
}

/** The entries of a scenario, that of the default client first. */
export function entriesOf(
  { scenarios }: FidelityRecord,
  scenario: string,
): readonly (readonly [name: string, record: ScenarioRecord])[] {
  return Object.entries(scenarios)
    .filter(([name]) => name === scenario || name.startsWith(`${scenario} (`))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
