import type { MeasuredLatency } from '../scenario/latency/latencyProfile.ts';
import { QUANTILES_PER_MILLION } from '../sim/latency.ts';

/**
 * The quantiles of so many times in microseconds: for each, the smallest time that so great a share
 * of all does not exceed. Throws RangeError if there is none.
 */
export function measuredLatencyOf(timesUs: readonly number[]): MeasuredLatency {
  if (timesUs.length === 0) throw new RangeError('nothing was measured');
  const sorted = [...timesUs].sort((a, b) => a - b);
  const quantilesUs = QUANTILES_PER_MILLION.map((perMillion) => {
    const index = Math.ceil((perMillion * sorted.length) / 1_000_000) - 1;
    return Math.max(1, Math.round(sorted[Math.max(0, index)]!));
  });
  return { samples: sorted.length, quantilesUs };
}
