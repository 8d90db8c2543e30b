/** A time as a sentence says it: `1.204 s`. Milliseconds, rounded down. */
export function formatMoment(atUs: number): string {
  const ms = Math.floor(atUs / 1000);
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')} s`;
}

/** A count with its noun: `1 record`, `3 records`. */
export function countOf(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Records of one partition: `coupon-0@41`, `coupon-0@41..44`. `endOffset` is exclusive. */
export function nameRecords(partition: string, startOffset: number, endOffset: number): string {
  const range = endOffset - startOffset > 1 ? `${startOffset}..${endOffset - 1}` : `${startOffset}`;
  return `${partition}@${range}`;
}
