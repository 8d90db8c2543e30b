/** One line of the benchmark table. */
export interface BenchRow {
  readonly name: string;
  /** What was measured, for people: `7.61 M events/s`. */
  readonly text: string;
  /** The same as a number, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** Against the baseline of the group in the same run; 1 for the baseline itself. */
  readonly ratio: number;
}

/** The rows of one group. */
export interface BenchGroup {
  readonly name: string;
  /** What the ratios mean. */
  readonly ratio: string;
  readonly rows: readonly BenchRow[];
}
