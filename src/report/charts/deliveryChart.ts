import { redeliverySentence } from '../../check/redeliverySentence.ts';
import type { Delivery } from '../collect/deliveryLog.ts';
import type { RedeliveryFinder } from '../collect/redeliveryOf.ts';
import type { RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf, nameOffset } from '../text/nameRecords.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { ALARM, INK, MAX_MARKS, PAPER, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import { linkedTip } from './linkedTip.ts';
import { PartitionNames } from './partitionNames.ts';
import { thinOut } from './thinOut.ts';
import { TimeFrame, timeDomain, tipChannel } from './timeFrame.ts';

/** Height of all panels together, and of one at least and at most. */
const PLOT_HEIGHT = 540;
const LEAST_HEIGHT = 120;
const MOST_HEIGHT = 300;
const MAX_PANELS = 8;
/** Each mark carries words and colours: fewer are allowed than in other charts. */
const MAX_POINTS = MAX_MARKS / 2;

interface Point {
  readonly row: string;
  readonly at: number;
  readonly offset: number;
  readonly consumer: string;
  readonly again: boolean;
  /** When the record had been delivered before; the same as `at` for a first delivery. */
  readonly before: number;
  readonly handled: boolean;
  readonly edge: string;
  readonly tip: string;
}

/** Every delivery of every record: time against offset, one panel a partition. */
export function deliveryChart(
  deliveries: readonly Delivery[],
  marks: RunMarks,
  palette: ConsumerPalette,
  finder: RedeliveryFinder,
): Chart {
  const names = new PartitionNames(deliveries);
  const all = pointsOf(deliveries, names, palette, finder);
  const rows = chosenRows(all, names.names);
  const inRows = all.filter(({ row }) => rows.includes(row));
  const points = thinOut(inRows, MAX_POINTS, ({ again }) => again);
  const domain = timeDomain(momentsOf(points), marks.endUs);
  const frame = new TimeFrame(marks, domain);
  const again = all.filter((point) => point.again).length;
  const title = 'Every delivery of every record';
  const subtitle = [
    `Large marks with a red edge: delivered again (${again} of ${all.length}), tied to the delivery before.`,
    'Hollow: polled, never handled.',
  ];
  if (rows.length < names.names.length) {
    subtitle.push(
      `${rows.length} of ${names.names.length} partitions are shown: those with most redeliveries.`,
    );
  }
  if (points.length < inRows.length) {
    subtitle.push(
      `Thinned out: ${points.length} of ${inRows.length} deliveries are shown, redeliveries first.`,
    );
  }
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, PLOT_HEIGHT / rows.length));
  const used = new Set(points.map(({ consumer }) => consumer));
  const spec = wholeSpec(title, subtitle, frame.labelHeight + 4, {
    vconcat: rows.map((row, at) =>
      panel(
        points.filter((point) => point.row === row),
        row,
        {
          frame,
          palette,
          used,
          isFirst: at === 0,
          isLast: at === rows.length - 1,
          height,
        },
      ),
    ),
    spacing: 12,
    resolve: { scale: { color: 'shared', shape: 'shared', size: 'shared' } },
  });
  const alt =
    `Points, time against offset, one panel for each of ${countOf(rows.length, 'partition')}: ` +
    `${countOf(all.length, 'delivery', 'deliveries')}, of which ${again} again.`;
  return { name: 'deliveries', title, alt, spec };
}

function pointsOf(
  deliveries: readonly Delivery[],
  names: PartitionNames,
  palette: ConsumerPalette,
  finder: RedeliveryFinder,
): readonly Point[] {
  const before = new Map<string, number>();
  return deliveries.map((delivery) => {
    const { group, topic, partition, offset, consumer, startedUs, polledUs, nth } = delivery;
    const row = names.nameOf(delivery);
    const at = (startedUs < 0 ? polledUs : startedUs) / 1e6;
    const key = `${group}\n${row}\n${offset}`;
    const earlier = before.get(key) ?? at;
    before.set(key, at);
    const again = nth > 1;
    const reason = again ? finder(delivery) : null;
    const tip = [
      `${nameOffset(topic, partition, offset)} to ${consumer} at ${formatSeconds(Math.round(at * 1e6))}`,
      delivery.key === null ? '' : `key ${delivery.key}`,
      delivery.requestId,
      startedUs < 0 ? 'polled, never handled' : delivery.outcome,
      again ? `delivery no. ${nth}` : '',
      reason === null ? '' : redeliverySentence(reason.redelivery),
    ];
    return {
      row,
      at,
      offset,
      consumer,
      again,
      before: earlier,
      handled: startedUs >= 0,
      edge: again ? ALARM : startedUs < 0 ? palette.colourOf(consumer) : PAPER,
      tip: linkedTip(reason?.number ?? null, tip.filter((part) => part !== '').join(', ')),
    };
  });
}

/** Partitions with redeliveries first if there are too many. */
function chosenRows(points: readonly Point[], rows: readonly string[]): readonly string[] {
  if (rows.length <= MAX_PANELS) return rows;
  const counts = new Map<string, number>();
  for (const { row, again } of points) counts.set(row, (counts.get(row) ?? 0) + (again ? 1 : 0));
  const ranked = [...rows].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const best = new Set(ranked.slice(0, MAX_PANELS));
  return rows.filter((row) => best.has(row));
}

function* momentsOf(points: readonly Point[]): Iterable<number> {
  for (const { at } of points) yield at * 1e6;
}

interface PanelFrame {
  readonly frame: TimeFrame;
  readonly palette: ConsumerPalette;
  readonly used: ReadonlySet<string>;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly height: number;
}

function panel(points: readonly Point[], row: string, shared: PanelFrame): ChartSpec {
  const { frame, isFirst, isLast, height } = shared;
  const ties = points.filter(({ again }) => again);
  return {
    width: PLOT_WIDTH,
    height,
    layer: [
      ...frame.backdrop(isLast),
      {
        data: { values: ties },
        mark: { type: 'rule', color: ALARM, opacity: 0.35, strokeWidth: 1.2 },
        encoding: { x: frame.x('before', isLast), x2: { field: 'at' }, y: offsetChannel(row) },
      },
      pointLayer(
        points.filter(({ again }) => !again),
        row,
        shared,
      ),
      pointLayer(ties, row, shared),
      ...(isFirst ? [frame.labelLayer()] : []),
    ],
  };
}

function pointLayer(points: readonly Point[], row: string, shared: PanelFrame): ChartSpec {
  const { frame, palette, used, isLast } = shared;
  const legend = { title: 'delivered to', symbolStrokeColor: INK, symbolStrokeWidth: 0 };
  const isRedelivery = points.some(({ again }) => again);
  return {
    data: { values: points },
    mark: {
      type: 'point',
      filled: true,
      opacity: 1,
      size: isRedelivery ? 72 : 40,
      stroke: { expr: 'datum.edge' },
      strokeWidth: isRedelivery ? 1.2 : 0.5,
    },
    encoding: {
      x: frame.x('at', isLast),
      y: offsetChannel(row),
      color: { field: 'consumer', type: 'nominal', scale: palette.colourScale(used), legend },
      shape: { field: 'consumer', type: 'nominal', scale: palette.shapeScale(used), legend },
      fillOpacity: { condition: { test: 'datum.handled', value: 1 }, value: 0.08 },
      description: tipChannel(),
    },
  };
}

function offsetChannel(row: string): ChartSpec {
  return {
    field: 'offset',
    type: 'quantitative',
    title: row,
    scale: { zero: false, nice: false, padding: 8 },
    axis: {
      tickCount: 5,
      tickMinStep: 1,
      titleAngle: 0,
      titleAlign: 'right',
      titleAnchor: 'middle',
      titleX: -38,
      titleColor: INK,
    },
  };
}
