import type { Delivery, PartitionDeliveries } from '../collect/deliveryLog.ts';
import type { RedeliveryFinder } from '../collect/redeliveryOf.ts';
import type { RunPicture } from '../collect/runPicture.ts';
import { countOf } from '../text/nameRecords.ts';
import { activeDomain } from './activeDomain.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { ALARM, INK, MAX_MARKS, MUTED, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import type { DeliveryKind, DeliveryPoint } from './deliveryPoints.ts';
import { deliveryPoints } from './deliveryPoints.ts';
import { PartitionNames } from './partitionNames.ts';
import { sideTitleX } from './sideTitle.ts';
import type { KeyItem } from './symbolKey.ts';
import { CROSS, KEY_LINE, keyItem, symbolKey } from './symbolKey.ts';
import { thinOut } from './thinOut.ts';
import { TimeFrame, ownColour, tipChannel } from './timeFrame.ts';

/** Height of all panels together, and of one at least and at most. */
const PLOT_HEIGHT = 560;
const LEAST_HEIGHT = 120;
const MOST_HEIGHT = 320;
const RECORD_HEIGHT = 28;
const MAX_PANELS = 8;
/** Each mark carries words and colours: fewer are allowed than in other charts. */
const MAX_POINTS = MAX_MARKS / 2;
/** Redeliveries with a number beside them, in one panel. */
const MAX_NUMBERS = 6;

interface Panel {
  readonly name: string;
  readonly points: readonly DeliveryPoint[];
  readonly commits: readonly CommitStep[];
  /** Deliveries that are shown, of those that there were. */
  readonly kept: number;
  readonly total: number;
}

interface CommitStep {
  readonly at: number;
  /** Between the last committed record and the next one. */
  readonly level: number;
}

/** Every delivery of every record: time against offset, one panel a partition. */
export function deliveryChart(
  picture: RunPicture,
  palette: ConsumerPalette,
  finder: RedeliveryFinder,
): Chart {
  const frame = new TimeFrame(picture.marks, activeDomain(picture));
  const names = new PartitionNames(picture.deliveries);
  const shown = chosenPartitions(picture.deliveries);
  const most = Math.floor(MAX_POINTS / Math.max(1, shown.length));
  const panels = shown.map((one): Panel => {
    const kept = thinOut(one.deliveries, most, isRemarkable);
    const points = deliveryPoints(kept, palette, finder);
    const commits = commitSteps(picture, one, frame);
    return { name: names.nameOf(one), points, commits, kept: kept.length, total: one.total };
  });
  const title = 'Every delivery of every record';
  const total = sum(picture.deliveries, (one) => one.total);
  const again = sum(picture.deliveries, (one) => one.again);
  const spec = wholeSpec(title, subtitle(picture, panels, frame), {
    vconcat: [
      ...panels.map((panel, at) =>
        panelSpec(panel, { frame, palette, panels, isFirst: at === 0 }, panel === panels.at(-1)),
      ),
      symbolKey(keyItems(panels), PLOT_WIDTH),
    ],
    spacing: 12,
    resolve: { scale: { color: 'shared', shape: 'shared' } },
  });
  const alt =
    `Points, time against offset, one panel for each of ${countOf(panels.length, 'partition')}: ` +
    `${countOf(total, 'delivery', 'deliveries')}, of which ${again} again. ` +
    'A line in each panel is the committed offset.';
  return { name: 'deliveries', title, alt, spec };
}

function subtitle(
  { deliveries }: RunPicture,
  panels: readonly Panel[],
  frame: TimeFrame,
): readonly string[] {
  const lines = [
    'Each mark is one record handed to one consumer; the higher, the later in its partition.',
    'What lies above the stepped line is not committed yet: if its consumer is lost, ' +
      'it is handed out again.',
  ];
  if (panels.length < deliveries.length) {
    const which = `${panels.length} of ${deliveries.length} partitions are shown`;
    lines.push(`${which}: those with most redeliveries.`);
  }
  const kept = sum(panels, (panel) => panel.kept);
  const all = sum(panels, (panel) => panel.total);
  if (kept < all) {
    lines.push(`Thinned out: ${kept} of ${all} deliveries are shown, redeliveries first.`);
  }
  return [...lines, ...(frame.notes.length === 0 ? [] : [frame.notes.join(' ')])];
}

/** Delivered again, handled too late, never handled, or put aside: thinned out last. */
function isRemarkable({ nth, isLate, startedUs, outcome }: Delivery): boolean {
  return nth > 1 || isLate || startedUs < 0 || outcome === 'DEAD_LETTERED';
}

/** Partitions with redeliveries first if there are too many. */
function chosenPartitions(all: readonly PartitionDeliveries[]): readonly PartitionDeliveries[] {
  if (all.length <= MAX_PANELS) return all;
  const ranked = [...all].sort((a, b) => b.again - a.again || b.total - a.total);
  const best = new Set(ranked.slice(0, MAX_PANELS));
  return all.filter((one) => best.has(one));
}

function commitSteps(
  { lags, marks }: RunPicture,
  at: PartitionDeliveries,
  { domain: { startS, endS } }: TimeFrame,
): readonly CommitStep[] {
  const lag = lags.find(
    (one) => one.group === at.group && one.topic === at.topic && one.partition === at.partition,
  );
  let before = -0.5;
  const steps: CommitStep[] = [];
  for (const { atUs, value } of lag?.commits ?? []) {
    const level = value - 0.5;
    if (atUs / 1e6 < startS) before = level;
    else if (atUs / 1e6 <= endS) steps.push({ at: atUs / 1e6, level });
  }
  const last = steps.at(-1)?.level ?? before;
  const untilS = Math.min(endS, marks.endUs / 1e6);
  return [{ at: startS, level: before }, ...steps, { at: untilS, level: last }];
}

const KEY_WORDS: Readonly<Record<DeliveryKind, string>> = {
  first: 'handled',
  again: 'delivered again and handled, tied to the delivery before',
  'in hand': 'polled, not handled (yet)',
  late: 'handled when another consumer had it already',
  dead: 'put aside as a dead letter',
};

function keyItems(panels: readonly Panel[]): readonly KeyItem[] {
  const kinds = new Set(panels.flatMap(({ points }) => points.map(({ kind }) => kind)));
  const looks: Readonly<Record<DeliveryKind, Partial<KeyItem>>> = {
    first: { fill: MUTED, size: 50 },
    again: { fill: MUTED, stroke: ALARM, strokeWidth: 2 },
    'in hand': { fill: MUTED, fillOpacity: 0.08, stroke: MUTED, strokeWidth: 1.2, size: 60 },
    late: { fill: MUTED, stroke: INK, strokeWidth: 2 },
    dead: { shape: CROSS, fill: 'transparent', stroke: ALARM, strokeWidth: 3, size: 110 },
  };
  const items = (['first', 'again', 'in hand', 'late', 'dead'] as const)
    .filter((kind) => kinds.has(kind))
    .map((kind) => keyItem(KEY_WORDS[kind], looks[kind]));
  const line = { shape: KEY_LINE, stroke: INK, strokeWidth: 1.4, size: 200 };
  return [...items, keyItem('committed offset', line)];
}

interface PanelFrame {
  readonly frame: TimeFrame;
  readonly palette: ConsumerPalette;
  readonly panels: readonly Panel[];
  readonly isFirst: boolean;
}

function panelSpec(panel: Panel, shared: PanelFrame, isLast: boolean): ChartSpec {
  const { frame, panels, isFirst } = shared;
  const { points, commits, name } = panel;
  const y = offsetChannel(points, name);
  const ties = points.filter(({ before, at }) => before < at);
  const of = (...kinds: DeliveryKind[]): readonly DeliveryPoint[] =>
    points.filter(({ kind }) => kinds.includes(kind));
  const draw = (some: readonly DeliveryPoint[], size: number, edgeWidth: number): ChartSpec =>
    pointLayer(some, { shared, size, edgeWidth, y, isLast });
  return {
    width: PLOT_WIDTH,
    height: heightOf(points, panels.length),
    layer: [
      ...frame.backdrop(isLast),
      {
        data: { values: ties },
        mark: { type: 'rule', color: ALARM, opacity: 0.3, strokeWidth: 1.2, clip: true },
        encoding: { x: frame.x('before', isLast), x2: { field: 'at' }, y: y('offset') },
      },
      {
        data: { values: commits.map((step) => ({ ...step, tip: 'the committed offset' })) },
        mark: { type: 'line', interpolate: 'step-after', color: INK, strokeWidth: 1.4 },
        encoding: { x: frame.x('at', isLast), y: y('level'), description: tipChannel() },
      },
      draw(of('first'), 40, 0.5),
      draw(of('in hand'), 44, 1.1),
      draw(of('again', 'late'), 80, 1.6),
      crossLayer(of('dead'), frame, y, isLast),
      numberLayer(points, frame, y, isLast),
      ...(isFirst ? [frame.labelLayer()] : []),
    ],
  };
}

/** Few records need little height. */
function heightOf(points: readonly DeliveryPoint[], panelCount: number): number {
  const offsets = new Set(points.map(({ offset }) => offset)).size;
  const most = Math.min(MOST_HEIGHT, PLOT_HEIGHT / panelCount, offsets * RECORD_HEIGHT);
  return Math.max(LEAST_HEIGHT, most);
}

type OffsetChannel = (field: 'offset' | 'level') => ChartSpec;

interface PointLook {
  readonly shared: PanelFrame;
  readonly size: number;
  readonly edgeWidth: number;
  readonly y: OffsetChannel;
  readonly isLast: boolean;
}

function pointLayer(points: readonly DeliveryPoint[], look: PointLook): ChartSpec {
  const { frame, palette, panels } = look.shared;
  const used = new Set(panels.flatMap((one) => one.points.map(({ consumer }) => consumer)));
  const legend = { title: 'delivered to', symbolStrokeColor: INK, symbolStrokeWidth: 0 };
  return {
    data: { values: points },
    mark: {
      type: 'point',
      filled: true,
      opacity: 1,
      size: look.size,
      stroke: { expr: 'datum.edge' },
      strokeWidth: look.edgeWidth,
    },
    encoding: {
      x: frame.x('at', look.isLast),
      y: look.y('offset'),
      color: { field: 'consumer', type: 'nominal', scale: palette.colourScale(used), legend },
      shape: { field: 'consumer', type: 'nominal', scale: palette.shapeScale(used), legend },
      fillOpacity: { condition: { test: "datum.kind === 'in hand'", value: 0.08 }, value: 1 },
      description: tipChannel(),
    },
  };
}

/** Crosses over the marks of dead letters. */
function crossLayer(
  points: readonly DeliveryPoint[],
  frame: TimeFrame,
  y: OffsetChannel,
  isLast: boolean,
): ChartSpec {
  return {
    data: { values: points },
    mark: { type: 'point', shape: CROSS, size: 200, strokeWidth: 3, color: ALARM, opacity: 1 },
    encoding: { x: frame.x('at', isLast), y: y('offset'), description: tipChannel() },
  };
}

/** The number of each case, beside its last mark: the list of reasons has the same numbers. */
function numberLayer(
  points: readonly DeliveryPoint[],
  frame: TimeFrame,
  y: OffsetChannel,
  isLast: boolean,
): ChartSpec {
  const lastOf = new Map<number, DeliveryPoint>();
  for (const point of points) if (point.number > 0) lastOf.set(point.number, point);
  const values = [...lastOf.values()].slice(0, MAX_NUMBERS).map((point) => ({
    ...point,
    text: `case ${point.number}`,
    colour: ALARM,
    align: point.at > frame.domain.startS + 0.9 * (frame.domain.endS - frame.domain.startS),
  }));
  return {
    data: { values },
    mark: {
      type: 'text',
      fontSize: 12,
      fontWeight: 'bold',
      baseline: 'top',
      dy: 7,
      dx: { expr: 'datum.align ? -4 : 4' },
      align: { expr: "datum.align ? 'right' : 'left'" },
      color: ownColour(),
    },
    encoding: {
      x: frame.x('at', isLast),
      y: y('offset'),
      text: { field: 'text', type: 'nominal' },
      description: tipChannel(),
    },
  };
}

/** Half a record of air below the first and above the last one. */
function offsetChannel(points: readonly DeliveryPoint[], name: string): OffsetChannel {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const { offset } of points) {
    lowest = Math.min(lowest, offset);
    highest = Math.max(highest, offset);
  }
  const air = Math.max(0.8, (highest - lowest) * 0.05);
  const domain = points.length === 0 ? [0, 1] : [lowest - air, highest + air];
  return (field) => ({
    field,
    type: 'quantitative',
    title: ['offset in', name],
    scale: { domain, zero: false, nice: false },
    axis: {
      tickCount: 5,
      tickMinStep: 1,
      titleAngle: 0,
      titleAlign: 'right',
      titleAnchor: 'middle',
      titleX: sideTitleX(domain[1]!),
      titleColor: INK,
    },
  });
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
