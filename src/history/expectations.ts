/** An exact number, or bounds (inclusive). */
export interface Amount {
  readonly min: number;
  readonly max: number;
}

/** Names of rules that `holds` can ask for, in the order in which they are judged. */
export const HOLD_NAMES = [
  'never oversold',
  'once per request',
  'one coupon a user',
  'order per key',
  'nothing lost',
  'handled before committed',
  'every redelivery explained',
  'drained',
] as const;

/** Name of a rule. */
export type HoldName = (typeof HOLD_NAMES)[number];

/** Facts that the file expects. Absent: not asked. */
export interface Expectations {
  /** Rules that must hold. Rules not listed are still reported. */
  readonly holds: readonly HoldName[];
  /**
   * Rules that this lesson shows to be violated: a violation is expected and its absence is a
   * failure.
   */
  readonly violates: readonly HoldName[];
  /** Coupon id to number issued. */
  readonly issued: Readonly<Record<string, Amount>>;
  readonly soldOut: Amount | null;
  readonly duplicates: Amount | null;
  readonly deadLettered: Amount | null;
  readonly redelivered: Amount | null;
  readonly generations: Amount | null;
  /** Topic to partition to facts. */
  readonly partitions: Readonly<Record<string, Readonly<Record<string, PartitionExpectation>>>>;
  /**
   * The order of userIds (or of request ids) in which coupons were issued equals log order of the
   * partition.
   */
  readonly issuedInLogOrder: boolean;
  /** Consumer name to number of records handled. */
  readonly handled: Readonly<Record<string, Amount>>;
}

/** What is expected of one partition at the end. */
export interface PartitionExpectation {
  readonly records: Amount | null;
  /** Keys (or coupon ids) that are in this partition, as a set. */
  readonly keys: readonly string[] | null;
  readonly couponIds: readonly string[] | null;
  readonly requestIds: readonly string[] | null;
  readonly endOffset: number | null;
  readonly committedOffset: number | null;
  readonly lag: number | null;
}
