/** What a fact is about. Facts of both runs are compared kind by kind, subject by subject. */
export const FACT_KINDS = [
  'partition of key',
  'order of key',
  'log end',
  'requests refused',
  'departures',
  'owners',
  'generations',
  'final assignment',
  'committed offset',
  'redelivered',
  'commit errors',
  'coupon',
  'dead letters',
  'anomaly',
  'verdict',
  'expectation',
] as const;

/** Kind of a fact. */
export type FactKind = (typeof FACT_KINDS)[number];

/** One thing that is true of one run, in a form in which two runs can be compared. */
export interface Fact {
  readonly kind: FactKind;
  /** What it is about, spelled alike in every run: `coupon-issue-group coupon-issue-request-0`. */
  readonly subject: string;
  /** One line. Facts are equal if their values are. */
  readonly value: string;
}

/** A number that no two runs have in common, shown for information. */
export interface Information {
  /** What it measures: `time to take over`. */
  readonly name: string;
  readonly subject: string;
  readonly us: number;
}
