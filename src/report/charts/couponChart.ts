import type { Series } from '../collect/couponSeries.ts';
import type { RunPicture } from '../collect/runPicture.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { activeDomain } from './activeDomain.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import { TimeFrame, tipChannel } from './timeFrame.ts';
import type { TimeDomain } from './timeLabels.ts';

const PANEL_HEIGHT = 170;
/** Space for the legends, right of the plot. */
const LEGEND_WIDTH = 190;
const MAX_LINES = 8;
/** Points of one panel that can be pointed at. */
const MAX_TIPS = 400;
/** Paul Tol's muted colours: none of them stands for a consumer. */
export const LINE_COLOURS = [
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

interface LinePoint {
  readonly at: number;
  readonly line: string;
  readonly value: number;
  readonly tip: string;
}

/** Words for what was decided about requests. */
const OUTCOME_NAMES: Readonly<Record<string, string>> = {
  ISSUED: 'issued',
  SOLD_OUT: 'sold out',
  ALREADY_ISSUED: 'user has one already',
  UNKNOWN_COUPON: 'no such coupon',
  DUPLICATE: 'duplicate, ignored',
};

/** Stock of each coupon, and how many requests were decided how, over time. */
export function couponChart(picture: RunPicture): Chart {
  const { marks, coupons } = picture;
  const stock = coupons.stock.slice(0, MAX_LINES);
  const frame = new TimeFrame(marks, activeDomain(picture), PLOT_WIDTH - LEGEND_WIDTH);
  const { domain } = frame;
  const title = 'Stock and results';
  const subtitle = [
    ['Above: coupons left. Below: requests decided so far.', ...frame.notes].join(' '),
  ];
  if (stock.length < coupons.stock.length) {
    subtitle.push(
      `The stock of the first ${stock.length} of ${coupons.stock.length} coupons is shown.`,
    );
  }
  const drawn = [...stock, ...coupons.outcomes];
  if (drawn.some(({ points, total }) => total >= points.length)) {
    subtitle.push('Thinned out: some of the steps are left out.');
  }
  const results = coupons.outcomes.flatMap((series) =>
    linePoints(series, OUTCOME_NAMES[series.name] ?? series.name, domain),
  );
  const left = stock.flatMap((series) => linePoints(series, `coupon ${series.name}`, domain));
  const panels = [
    ...(left.length === 0 ? [] : [{ points: left, unit: 'left in stock', firstColour: 0 }]),
    // The lower panel starts elsewhere in the palette: its lines are no coupons.
    { points: results, unit: 'requests', firstColour: 3 },
  ];
  const spec = wholeSpec(title, subtitle, {
    vconcat: panels.map((panel, at) => panelSpec(panel, frame, at === 0, at === panels.length - 1)),
    spacing: 18,
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
  });
  return { name: 'coupons', title, alt: altText(coupons.stock, picture), spec };
}

/** What is before or after the part of the run that is shown moves to its edges. */
function linePoints(
  { points }: Series,
  line: string,
  { startS, endS }: TimeDomain,
): readonly LinePoint[] {
  return points.map(({ atUs, value }) => ({
    at: Math.min(endS, Math.max(startS, atUs / 1e6)),
    line,
    value,
    tip: `${line}: ${value} at ${formatSeconds(atUs)}`,
  }));
}

interface Panel {
  readonly points: readonly LinePoint[];
  readonly unit: string;
  readonly firstColour: number;
}

function panelSpec(panel: Panel, frame: TimeFrame, isFirst: boolean, isLast: boolean): ChartSpec {
  const { points, unit } = panel;
  const x = frame.x('at', isLast);
  const axis = { tickCount: 5, tickMinStep: 1 };
  const y = { field: 'value', type: 'quantitative', title: unit, axis };
  const lineName = { field: 'line', type: 'nominal' };
  return {
    width: frame.width,
    height: PANEL_HEIGHT,
    layer: [
      ...frame.backdrop(isLast),
      {
        data: { values: points.map(({ at, line, value }) => ({ at, line, value })) },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.5 },
        encoding: { x, y, ...lineChannels(panel), description: lineName },
      },
      {
        data: { values: points.filter((_, at) => at % Math.ceil(points.length / MAX_TIPS) === 0) },
        mark: { type: 'point', size: 60, opacity: 0, filled: true },
        encoding: { x, y, description: tipChannel() },
      },
      ...(isFirst ? [frame.labelLayer()] : []),
    ],
  };
}

/** Colour and dash of each line, both in one legend. */
function lineChannels({ points, firstColour }: Panel): ChartSpec {
  const lines = [...new Set(points.map(({ line }) => line))];
  const legend = {
    title: null,
    symbolType: 'stroke',
    symbolStrokeWidth: 3,
    symbolSize: 500,
    orient: 'right',
    direction: 'vertical',
    labelLimit: LEGEND_WIDTH - 40,
    rowPadding: 6,
  };
  const channel = (range: readonly unknown[]): ChartSpec => ({
    field: 'line',
    type: 'nominal',
    sort: null,
    scale: { domain: lines, range },
    legend,
  });
  return {
    color: channel(lines.map((_, at) => LINE_COLOURS[(firstColour + at) % LINE_COLOURS.length])),
    strokeDash: channel(lines.map((_, at) => DASHES[at % DASHES.length])),
  };
}

function altText(stock: RunPicture['coupons']['stock'], { coupons }: RunPicture): string {
  const left = stock.map(({ name, left: rest, soldOutAtUs }) => {
    const end =
      soldOutAtUs === null ? `${rest ?? 0} left` : `sold out at ${formatSeconds(soldOutAtUs)}`;
    return `coupon ${name}: ${end}`;
  });
  const results = coupons.outcomes.map(
    ({ name, points }) => `${OUTCOME_NAMES[name] ?? name}: ${points.at(-1)?.value ?? 0}`,
  );
  return `Lines over time show stock and results. ${[...left, ...results].join('; ')}.`;
}
