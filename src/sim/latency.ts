import type { RandomStream } from './randomStream.ts';

/**
 * How long something takes, in integer microseconds, both ends inclusive: any time of the range is
 * equally likely, unless quantiles say otherwise.
 */
export interface Latency {
  readonly minUs: number;
  readonly maxUs: number;
  /** Measured: one time for each of QUANTILES_PER_MILLION, from `minUs` up to `maxUs`. */
  readonly quantilesUs?: readonly number[];
}

/** The shares for which a measured latency has a time: 0, 10, 50, 90, 99, 99.9 and 100 per cent. */
export const QUANTILES_PER_MILLION = [
  0, 100_000, 500_000, 900_000, 990_000, 999_000, 1_000_000,
] as const;

/** One draw. Between two quantiles all times are equally likely. A range of one time is no draw. */
export function drawLatencyUs(random: RandomStream, latency: Latency): number {
  const { minUs, maxUs, quantilesUs } = latency;
  if (minUs === maxUs) return minUs;
  if (quantilesUs === undefined) return random.between(minUs, maxUs);
  const share = random.below(1_000_001);
  let upper = 1;
  while (share > QUANTILES_PER_MILLION[upper]!) upper++;
  const lowerShare = QUANTILES_PER_MILLION[upper - 1]!;
  const lowerUs = quantilesUs[upper - 1]!;
  const spanUs = quantilesUs[upper]! - lowerUs;
  const part = (share - lowerShare) / (QUANTILES_PER_MILLION[upper]! - lowerShare);
  return lowerUs + Math.round(part * spanUs);
}
