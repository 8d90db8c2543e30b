import type { Fact } from '../fact.ts';

/** How many requests the service refused, and how many names of coupons it did not know. */
export function refusedRequestFacts(
  refused: ReadonlyMap<string, number>,
  unknownCoupons: number,
): readonly Fact[] {
  const words = [...refused].sort().map(([error, count]) => `${count} ${error}`);
  const value = words.length === 0 ? 'none' : words.join(', ');
  return [
    { kind: 'requests refused', subject: 'at the service', value },
    { kind: 'requests refused', subject: 'unknown coupon', value: String(unknownCoupons) },
  ];
}
