/** One line of the benchmark table. */
export interface BenchRow {
  readonly name: string;
  readonly value: string;
  /** Against the baseline of the same group in the same run; 1 for the baseline itself. */
  readonly ratio: number;
}
