import type { RandomStream } from '../../../sim/randomStream.ts';

/** Inclusive range of a duration in integer microseconds. */
export interface DurationUs {
  readonly minUs: number;
  readonly maxUs: number;
}

/** A uniform draw from the range; a range of one value costs no draw. */
export function drawDurationUs(random: RandomStream, range: DurationUs): number {
  return range.minUs === range.maxUs ? range.minUs : random.between(range.minUs, range.maxUs);
}
