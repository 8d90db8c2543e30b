import type { EventOf, HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
import { ThinningList } from './thinningList.ts';

/** A number from `atUs` on. */
export interface SeriesPoint {
  readonly atUs: number;
  readonly value: number;
}

/** A number that changes over time, from the start of the run to its end. */
export interface Series {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
  /** How many points there were before some were left out. */
  readonly total: number;
}

/** What the store shows of one coupon. */
export interface CouponStock extends Series {
  /** Coupon id. */
  readonly name: string;
  /** null: not a coupon of the scenario, and nobody touched its stock. */
  readonly left: number | null;
  /** When the stock reached 0; null: never. */
  readonly soldOutAtUs: number | null;
}

/** Stock of each coupon and count of each outcome over time. */
export interface CouponSeries {
  /** Coupons of the header first, in its order. */
  readonly stock: readonly CouponStock[];
  /** In order of first appearance. */
  readonly outcomes: readonly Series[];
  /** When outcomes were decided: first and last; null: none was. */
  readonly decidedUs: readonly [number, number] | null;
}

/** More points of one line than this are thinned out. */
const MOST_POINTS = 1000;

interface OpenSeries {
  readonly points: ThinningList<SeriesPoint>;
  value: number | null;
  soldOutAtUs: number | null;
}

/** Collects stock and outcomes from effects in the store and from what handlers found decided. */
export class CouponSeriesCollector implements HistorySink {
  private readonly stock = new Map<string, OpenSeries>();
  private readonly outcomes = new Map<string, OpenSeries>();
  private firstUs = Infinity;
  private lastUs = -1;
  private endUs = 0;

  constructor(header: HistoryHeader) {
    for (const [couponId, stock] of Object.entries(header.coupons)) {
      put(openedIn(this.stock, couponId), 0, stock);
    }
  }

  onEvent(event: HistoryEvent): void {
    this.endUs = event.atUs;
    if (event.type === 'EffectCommitted') this.onEffect(event);
    else if (event.type === 'HandlerEnded' && event.outcome === 'DUPLICATE') {
      this.count(event.atUs, event.outcome);
    }
  }

  finish(): CouponSeries {
    const { firstUs, lastUs } = this;
    return {
      stock: [...this.stock].map(([name, series]) => ({
        ...this.closed(name, series),
        left: series.value,
        soldOutAtUs: series.soldOutAtUs,
      })),
      outcomes: [...this.outcomes].map(([name, series]) => this.closed(name, series)),
      decidedUs: lastUs < 0 ? null : [firstUs, lastUs],
    };
  }

  private onEffect(event: EventOf<'EffectCommitted'>): void {
    const { atUs, outcome, couponId, deducted, stockAfter } = event;
    if (outcome !== '') this.count(atUs, outcome);
    // -1 is also what is said of a stock that was not touched.
    if (stockAfter < 0 && deducted === 0) return;
    const series = openedIn(this.stock, couponId);
    put(series, atUs, stockAfter);
    if (stockAfter === 0) series.soldOutAtUs ??= atUs;
  }

  private count(atUs: number, outcome: string): void {
    const series = openedIn(this.outcomes, outcome);
    if (series.value === null) put(series, 0, 0);
    put(series, atUs, (series.value ?? 0) + 1);
    this.firstUs = Math.min(this.firstUs, atUs);
    this.lastUs = Math.max(this.lastUs, atUs);
  }

  /** The last value holds to the end, whatever was thinned out before it. */
  private closed(name: string, { points, value }: OpenSeries): Series {
    const end = value === null ? [] : [{ atUs: this.endUs, value }];
    return { name, points: [...points.items, ...end], total: points.total };
  }
}

function openedIn(all: Map<string, OpenSeries>, name: string): OpenSeries {
  let series = all.get(name);
  if (series === undefined) {
    series = { points: new ThinningList(MOST_POINTS), value: null, soldOutAtUs: null };
    all.set(name, series);
  }
  return series;
}

function put(series: OpenSeries, atUs: number, value: number): void {
  series.value = value;
  series.points.push({ atUs, value });
}
