import type { CouponSeries } from '../collect/couponSeries.ts';
import type { RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { MAX_MARKS, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import { thinOut } from './thinOut.ts';
import { TimeFrame, timeDomain, tipChannel } from './timeFrame.ts';

const PANEL_HEIGHT = 170;
const MAX_LINES = 8;
/** Paul Tol's muted colours: none of them stands for a consumer. */
const COLOURS = [
  '#332288',
  '#882255',
  '#117733',
  '#aa4499',
  '#7a7a1f',
  '#2f8f80',
  '#661100',
  '#6699cc',
] as const;
const DASHES = [
  [1, 0],
  [7, 4],
  [2, 3],
  [10, 3, 2, 3],
  [5, 2],
  [1, 2],
  [12, 4],
  [4, 2, 1, 2],
] as const;

const SIDE = { orient: 'right', direction: 'vertical', labelLimit: 170, rowPadding: 6 } as const;

interface LinePoint {
  readonly at: number;
  readonly line: string;
  readonly value: number;
}

/** Words for what was decided about requests. */
const OUTCOME_NAMES: Readonly<Record<string, string>> = {
  ISSUED: 'issued',
  SOLD_OUT: 'sold out',
  ALREADY_ISSUED: 'user has one already',
  UNKNOWN_COUPON: 'no such coupon',
  DUPLICATE: 'duplicate: nothing done',
};

/** Stock of each coupon, and how many requests were decided how, over time. */
export function couponChart(series: CouponSeries, marks: RunMarks): Chart {
  const shown = series.coupons.slice(0, MAX_LINES).map(({ couponId }) => couponId);
  const stock = series.stock
    .filter(({ couponId }) => shown.includes(couponId))
    .map(({ atUs, couponId, stock: value }) => point(atUs, `coupon ${couponId}`, value));
  const outcomes = series.outcomes.map(({ atUs, outcome, total }) =>
    point(atUs, OUTCOME_NAMES[outcome] ?? outcome, total),
  );
  const decided = series.outcomes.filter(({ atUs }) => atUs > 0 && atUs < marks.endUs);
  const domain = timeDomain(
    decided.map(({ atUs }) => atUs),
    marks.endUs,
  );
  const frame = new TimeFrame(marks, domain);
  const title = 'Stock and results';
  const subtitle = ['Above: coupons left. Below: requests decided so far.'];
  if (shown.length < series.coupons.length) {
    subtitle.push(
      `The stock of the first ${shown.length} of ${series.coupons.length} coupons is shown.`,
    );
  }
  const half = MAX_MARKS / 2;
  if (Math.max(stock.length, outcomes.length) > half) {
    subtitle.push('Thinned out: some of the steps are left out.');
  }
  const spec = wholeSpec(title, subtitle, frame.labelHeight + 4, {
    vconcat: [
      panel(clip(thin(stock, half), domain), 'left in stock', frame, true),
      panel(clip(thin(outcomes, half), domain), 'requests', frame, false),
    ],
    spacing: 18,
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
  });
  return { name: 'coupons', title, alt: altText(series), spec };
}

function point(atUs: number, line: string, value: number): LinePoint {
  return { at: atUs / 1e6, line, value };
}

function thin(points: readonly LinePoint[], most: number): readonly LinePoint[] {
  const last = new Map(points.map((one) => [one.line, one]));
  return thinOut(points, most, (one) => last.get(one.line) === one || one.value === 0);
}

/** Moves what is before or after the part of the run that is shown to its edges. */
function clip(
  points: readonly LinePoint[],
  { startS, endS }: { readonly startS: number; readonly endS: number },
): readonly LinePoint[] {
  return points.map((one) => ({ ...one, at: Math.min(endS, Math.max(startS, one.at)) }));
}

function panel(
  points: readonly LinePoint[],
  title: string,
  frame: TimeFrame,
  isFirst: boolean,
): ChartSpec {
  const lines = [...new Set(points.map(({ line }) => line))];
  // The lower panel starts elsewhere in the palette: its lines are no coupons.
  const first = isFirst ? 0 : 3;
  const colours = lines.map((_, at) => COLOURS[(first + at) % COLOURS.length]);
  const dashes = lines.map((_, at) => DASHES[at % DASHES.length]);
  const legend = {
    title: null,
    symbolType: 'stroke',
    symbolStrokeWidth: 3,
    symbolSize: 500,
    ...SIDE,
  };
  const values = points.map((one) => ({
    ...one,
    tip: `${one.line}: ${one.value} at ${formatSeconds(Math.round(one.at * 1e6))}`,
  }));
  return {
    width: PLOT_WIDTH - 170,
    height: PANEL_HEIGHT,
    layer: [
      ...frame.backdrop(!isFirst),
      {
        data: { values },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.5 },
        encoding: {
          x: frame.x('at', !isFirst),
          y: {
            field: 'value',
            type: 'quantitative',
            title,
            axis: { tickCount: 5, tickMinStep: 1 },
          },
          color: {
            field: 'line',
            type: 'nominal',
            sort: null,
            scale: { domain: lines, range: colours },
            legend,
          },
          strokeDash: {
            field: 'line',
            type: 'nominal',
            sort: null,
            scale: { domain: lines, range: dashes },
            legend,
          },
        },
      },
      {
        data: {
          values: values.filter(
            ({ at }, index) => index % Math.ceil(values.length / 400) === 0 && at >= 0,
          ),
        },
        mark: { type: 'point', size: 60, opacity: 0, filled: true },
        encoding: {
          x: frame.x('at', !isFirst),
          y: { field: 'value', type: 'quantitative', title },
          description: tipChannel(),
        },
      },
      ...(isFirst ? [frame.labelLayer()] : []),
    ],
  };
}

function altText({ coupons }: CouponSeries): string {
  const told = coupons.map(({ couponId, stock, issued, stockLeft, soldOutAtUs }) => {
    const end =
      soldOutAtUs === null
        ? `${stockLeft ?? 'none'} left`
        : `sold out at ${formatSeconds(soldOutAtUs)}`;
    return `coupon ${couponId}: ${issued} of ${stock ?? 'none'} issued, ${end}`;
  });
  return `Lines over time show stock and results. ${told.join('; ')}.`;
}
