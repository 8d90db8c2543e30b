import type { Chart, ChartSpec } from '../charts/chartTheme.ts';
import { ALARM, INK, PLOT_WIDTH, wholeSpec } from '../charts/chartTheme.ts';
import { ConsumerPalette } from '../charts/consumerPalette.ts';
import { PartitionNames } from '../charts/partitionNames.ts';
import { TimeFrame, ownColour, tipChannel } from '../charts/timeFrame.ts';
import { formatDuration, formatSeconds } from '../text/formatTime.ts';
import { textWidth } from '../text/textWidth.ts';
import type { ArmFacts } from './armFacts.ts';
import type { Comparison } from './comparison.ts';

const MAX_ROWS = 16;
/** Height of a row where there are few partitions, and where there are many. */
const ROW_HEIGHT = 30;
const LOW_ROW_HEIGHT = 16;
const FEW_ROWS = 6;
/** Shares of the height of a row. */
const MARGIN = 0.12;
const NAME_SIZE = 12;
/** What could not be seen is drawn this wide. */
const LEAST_PIXELS = 2;

/** Who owned which partition under each protocol, on one time axis; in red: nobody. */
export function ownersChart({ arms, endUs }: Comparison): Chart {
  const palette = new ConsumerPalette(arms.flatMap(({ consumers }) => consumers));
  const used = new Set(arms.flatMap(({ spans }) => spans.map(({ consumer }) => consumer)));
  const all = arms[0]?.partitions ?? [];
  const names = new PartitionNames(all);
  const rows = names.names.slice(0, MAX_ROWS);
  const title = 'Who owned which partition, and when nobody did';
  const subtitle = ['Red: nobody who runs had the partition. Grey bands: the group rebalances.'];
  if (rows.length < all.length)
    subtitle.push(`The first ${rows.length} of ${all.length} partitions are shown.`);
  const frame = { names, rows, palette, used, endS: endUs / 1e6 };
  const spec = wholeSpec(title, subtitle, {
    vconcat: arms.map((arm, at) => panel(arm, frame, at === arms.length - 1)),
    spacing: 18,
    resolve: { scale: { color: 'shared' } },
  });
  const alt = arms
    .map(({ protocol, gapUs }) => `${protocol}: ${formatDuration(gapUs)} without an owner`)
    .join(', ');
  return { name: 'owners', title, alt: `Bars over time for each protocol. ${alt}.`, spec };
}

interface PanelFrame {
  readonly names: PartitionNames;
  readonly rows: readonly string[];
  readonly palette: ConsumerPalette;
  readonly used: ReadonlySet<string>;
  readonly endS: number;
}

function panel(arm: ArmFacts, frame: PanelFrame, isLast: boolean): ChartSpec {
  const { rows, endS } = frame;
  const time = new TimeFrame(arm.marks, { startS: 0, endS });
  const height = rows.length * (rows.length <= FEW_ROWS ? ROW_HEIGHT : LOW_ROW_HEIGHT);
  return {
    width: PLOT_WIDTH,
    height,
    layer: [
      ...time.backdrop(isLast),
      ownerLayer(arm, frame, time, isLast),
      gapLayer(arm, frame, time, isLast),
      nameLayer(arm, frame, time, isLast),
      time.labelLayer(),
    ],
  };
}

function y(field: string, rows: readonly string[], protocol: string): ChartSpec {
  return {
    field,
    type: 'quantitative',
    scale: { domain: [0, rows.length], reverse: true, nice: false },
    axis: {
      title: protocol,
      titleFontSize: 15,
      titleFontWeight: 'bold',
      titleColor: INK,
      titlePadding: 14,
      ticks: false,
      domain: false,
      grid: false,
      labelPadding: 6,
      values: rows.map((_, at) => at + 0.5),
      labelExpr: `${JSON.stringify(rows)}[floor(datum.value)]`,
    },
  };
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
  readonly middle: number;
  readonly consumer: string;
  readonly tip: string;
}

function barsOf({ spans }: ArmFacts, { names, rows }: PanelFrame): readonly Bar[] {
  return spans.flatMap((span) => {
    const name = names.nameOf(span);
    const row = rows.indexOf(name);
    if (row < 0) return [];
    // What a former owner believes does not count here.
    const endUs = Math.min(span.endUs, span.supersededUs ?? Infinity);
    const times = `${formatSeconds(span.startUs)} to ${formatSeconds(endUs)}`;
    return [
      {
        from: span.startUs / 1e6,
        to: endUs / 1e6,
        top: row + MARGIN,
        bottom: row + 1 - MARGIN,
        middle: row + 0.5,
        consumer: span.consumer,
        tip: `${span.consumer} owns ${name} from ${times}`,
      },
    ];
  });
}

function ownerLayer(
  arm: ArmFacts,
  frame: PanelFrame,
  time: TimeFrame,
  showAxis: boolean,
): ChartSpec {
  const { rows, palette, used } = frame;
  return {
    data: { values: barsOf(arm, frame) },
    mark: { type: 'rect', cornerRadius: 2 },
    encoding: {
      x: time.x('from', showAxis),
      x2: { field: 'to' },
      y: y('top', rows, arm.protocol),
      y2: { field: 'bottom' },
      color: {
        field: 'consumer',
        type: 'nominal',
        scale: palette.colourScale(used),
        legend: { title: 'owner', symbolType: 'square' },
      },
      description: tipChannel(),
    },
  };
}

function gapLayer(
  arm: ArmFacts,
  { names, rows, endS }: PanelFrame,
  time: TimeFrame,
  showAxis: boolean,
): ChartSpec {
  const leastS = (endS * LEAST_PIXELS) / PLOT_WIDTH;
  const values = arm.gaps.flatMap((gap) => {
    const name = names.nameOf(gap);
    const row = rows.indexOf(name);
    if (row < 0) return [];
    const us = gap.endUs - gap.startUs;
    return [
      {
        from: gap.startUs / 1e6,
        to: Math.max(gap.endUs / 1e6, gap.startUs / 1e6 + leastS),
        top: row + MARGIN,
        bottom: row + 1 - MARGIN,
        tip: `${name} has no owner for ${formatDuration(us)} from ${formatSeconds(gap.startUs)}`,
      },
    ];
  });
  return {
    data: { values },
    mark: { type: 'rect', fill: ALARM, fillOpacity: 0.45, stroke: ALARM, strokeWidth: 1 },
    encoding: {
      x: time.x('from', showAxis),
      x2: { field: 'to' },
      y: y('top', rows, arm.protocol),
      y2: { field: 'bottom' },
      description: tipChannel(),
    },
  };
}

function nameLayer(
  arm: ArmFacts,
  frame: PanelFrame,
  time: TimeFrame,
  showAxis: boolean,
): ChartSpec {
  const { rows, palette, endS } = frame;
  const pixelsASecond = PLOT_WIDTH / endS;
  const isHigh = rows.length <= FEW_ROWS;
  const values = barsOf(arm, frame)
    .filter(({ from, to, consumer }) => {
      return isHigh && (to - from) * pixelsASecond >= textWidth(consumer, NAME_SIZE, true) + 6;
    })
    .map((bar) => ({
      ...bar,
      centre: (bar.from + bar.to) / 2,
      colour: palette.letterColourOf(bar.consumer),
    }));
  return {
    data: { values },
    mark: { type: 'text', fontSize: NAME_SIZE, fontWeight: 'bold', color: ownColour() },
    encoding: {
      x: time.x('centre', showAxis),
      y: y('middle', rows, arm.protocol),
      text: { field: 'consumer', type: 'nominal' },
      description: tipChannel(),
    },
  };
}
