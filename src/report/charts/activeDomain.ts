import type { RunPicture } from '../collect/runPicture.ts';
import type { TimeDomain } from './timeLabels.ts';

/**
 * The part of a run in which records were delivered, lagged or decided, with a little air: what the
 * charts of records show. The wait for the first assignment and the end are left out.
 */
export function activeDomain(picture: RunPicture): TimeDomain {
  const { marks, deliveries, lags, coupons } = picture;
  const range = new Range();
  for (const { deliveries: ofPartition } of deliveries) {
    for (const { polledUs, startedUs, endedUs } of ofPartition) {
      range.add(polledUs);
      if (startedUs >= 0) range.add(Math.max(startedUs, endedUs));
    }
  }
  for (const { steps } of lags) {
    steps.forEach(({ lag }, at) => {
      if (lag === 0) return;
      range.add(steps[at]!.atUs);
      range.add(steps[at + 1]?.atUs ?? marks.endUs);
    });
  }
  for (const us of coupons.decidedUs ?? []) range.add(us);
  return range.domain(marks.endUs);
}

const LEAST_AIR_US = 5000;

class Range {
  private firstUs = Infinity;
  private lastUs = -Infinity;

  add(us: number): void {
    if (us < this.firstUs) this.firstUs = us;
    if (us > this.lastUs) this.lastUs = us;
  }

  domain(endUs: number): TimeDomain {
    if (this.lastUs < this.firstUs) return { startS: 0, endS: Math.max(endUs, 1) / 1e6 };
    const airUs = Math.max(LEAST_AIR_US, (this.lastUs - this.firstUs) * 0.02);
    return {
      startS: Math.max(0, this.firstUs - airUs) / 1e6,
      endS: (this.lastUs + airUs) / 1e6,
    };
  }
}
