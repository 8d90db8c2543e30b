import { formatMoment } from '../check/formatMoment.ts';

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
  /** One line. */
  readonly value: string;
  /** How long it took, where that is more than chance; absent: nothing is timed. */
  readonly timesUs?: readonly number[];
}

/** Times are alike if neither is more than this many times the other ... */
const TIME_FACTOR = 2;
/** ... or if they are not further apart than a busy machine may be late. */
const TIME_SLACK_US = 2_000_000;

/** True if both say the same: equal values, and times that are alike. */
export function isSameFact(a: Fact, b: Fact): boolean {
  const [timesA, timesB] = [a.timesUs ?? [], b.timesUs ?? []];
  if (a.value !== b.value || timesA.length !== timesB.length) return false;
  return timesA.every((us, at) => isAlikeTime(us, timesB[at]!));
}

/** True if two runs may differ by that much in how long the same thing takes. */
export function isAlikeTime(aUs: number, bUs: number): boolean {
  const [short, long] = aUs < bUs ? [aUs, bUs] : [bUs, aUs];
  return long - short <= TIME_SLACK_US || long <= short * TIME_FACTOR;
}

/** The value with its times, for people. */
export function shownValue({ value, timesUs = [] }: Fact): string {
  return timesUs.length === 0 ? value : `${value} (after ${timesUs.map(formatMoment).join(', ')})`;
}

/** A number that no two runs have in common, shown for information. */
export interface Information {
  /** What it measures: `time to take over`. */
  readonly name: string;
  readonly subject: string;
  readonly us: number;
}
