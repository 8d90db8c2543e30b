import type { Chart, ChartSpec } from '../charts/chartTheme.ts';
import { INK, MUTED, PLOT_WIDTH, wholeSpec } from '../charts/chartTheme.ts';
import { TimeFrame } from '../charts/timeFrame.ts';
import type { PartitionLag } from '../collect/lagSeries.ts';
import type { ArmFacts } from './armFacts.ts';
import type { Comparison } from './comparison.ts';

const PANEL_HEIGHT = 90;
/** More steps of one arm than this are thinned out. */
const MOST_STEPS = 1500;

interface LagPoint {
  readonly at: number;
  readonly lag: number;
}

/** Lag of all partitions together under each protocol, on one time axis and one scale. */
export function lagsChart({ arms, endUs }: Comparison): Chart {
  const series = arms.map((arm) => totalLag(arm.lags, endUs));
  const highest = Math.max(1, ...series.flat().map(({ lag }) => lag));
  const title = 'Lag of all partitions together';
  const subtitle = ['Records written and not yet committed.'];
  const spec = wholeSpec(title, subtitle, {
    vconcat: arms.map((arm, at) =>
      panel(arm, series[at]!, { endS: endUs / 1e6, highest, isLast: at === arms.length - 1 }),
    ),
    spacing: 14,
  });
  const peaks = arms.map(({ protocol }, at) => {
    return `${protocol} up to ${Math.max(0, ...series[at]!.map(({ lag }) => lag))}`;
  });
  return { name: 'lags', title, alt: `Lag over time: ${peaks.join(', ')}.`, spec };
}

interface PanelFrame {
  readonly endS: number;
  readonly highest: number;
  readonly isLast: boolean;
}

function panel(
  { protocol, marks }: ArmFacts,
  values: readonly LagPoint[],
  { endS, highest, isLast }: PanelFrame,
): ChartSpec {
  const time = new TimeFrame(marks, { startS: 0, endS });
  const y = {
    field: 'lag',
    type: 'quantitative',
    title: protocol,
    scale: { domain: [0, highest], nice: true },
    axis: {
      tickCount: 3,
      tickMinStep: 1,
      titleFontSize: 15,
      titleFontWeight: 'bold',
      titleColor: INK,
      titlePadding: 14,
      minExtent: 40,
    },
  };
  return {
    width: PLOT_WIDTH,
    height: PANEL_HEIGHT,
    layer: [
      ...time.backdrop(isLast),
      {
        data: { values },
        mark: {
          type: 'area',
          interpolate: 'step-after',
          color: MUTED,
          opacity: 0.6,
          line: { color: INK, strokeWidth: 1 },
        },
        encoding: { x: time.x('at', isLast), y },
      },
      time.labelLayer(),
    ],
  };
}

/** The sum of all lags over time. */
export function totalLag(lags: readonly PartitionLag[], endUs: number): readonly LagPoint[] {
  const changes = lags.flatMap(({ steps }) =>
    steps.map(({ atUs, lag }, at) => ({ atUs, by: lag - (steps[at - 1]?.lag ?? 0) })),
  );
  changes.sort((a, b) => a.atUs - b.atUs);
  const points: LagPoint[] = [];
  let lag = 0;
  for (const [at, { atUs, by }] of changes.entries()) {
    lag += by;
    if (changes[at + 1]?.atUs !== atUs) points.push({ at: atUs / 1e6, lag });
  }
  points.push({ at: endUs / 1e6, lag });
  return thinOut(points);
}

/** Of neighbouring points the one with the highest lag. */
function thinOut(points: readonly LagPoint[]): readonly LagPoint[] {
  if (points.length <= MOST_STEPS) return points;
  const size = Math.ceil(points.length / MOST_STEPS);
  const kept: LagPoint[] = [];
  for (let at = 0; at < points.length; at += size) {
    const slice = points.slice(at, at + size);
    kept.push(slice.reduce((most, point) => (point.lag > most.lag ? point : most)));
  }
  return [...kept, points.at(-1)!];
}
