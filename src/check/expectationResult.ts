/** One thing that a scenario expects, and what was seen. */
export interface ExpectationResult {
  /** What it is about: `issued of coupon 1`, `rule never oversold`. */
  readonly subject: string;
  readonly expected: string;
  readonly seen: string;
  /** `unknown`: the history does not tell. */
  readonly status: 'met' | 'missed' | 'unknown';
  /** `Expected issued of coupon 1: exactly 30; seen: 30.` */
  readonly sentence: string;
}

/** A result with its sentence. */
export function newExpectationResult(
  subject: string,
  expected: string,
  seen: string,
  status: ExpectationResult['status'],
): ExpectationResult {
  return {
    subject,
    expected,
    seen,
    status,
    sentence: `Expected ${subject}: ${expected}; seen: ${seen}.`,
  };
}
