import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf, joinWords } from '../text/nameRecords.ts';
import { textWidth } from '../text/textWidth.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { ALARM, INK, MAX_MARKS, MUTED, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import { PartitionNames } from './partitionNames.ts';
import type { KeyItem } from './symbolKey.ts';
import { CROSS, KEY_BAR, KEY_LINE, keyItem, symbolKey } from './symbolKey.ts';
import { TimeFrame, ownColour, tipChannel } from './timeFrame.ts';

const ROW_HEIGHT = 48;
/** Height of a row in which bars share the height. */
const SPLIT_ROW_HEIGHT = 72;
const MAX_ROWS = 40;
const MAX_IDLE_NAMES = 6;
/** Shares of the height of a row. */
const ROW_MARGIN = 0.12;
const LANE_GAP = 0.05;
const STRIPE_INSET = 0.03;
const NAME_SIZE = 13;

interface Bar {
  /** Rows are counted from the top; a bar takes the part of its row from `top` to `bottom`. */
  readonly top: number;
  readonly bottom: number;
  readonly middle: number;
  readonly from: number;
  readonly to: number;
  readonly consumer: string;
  readonly zombie: boolean;
  readonly crashed: boolean;
  readonly tip: string;
}

/** Which consumer owned which partition when, with rebalances, crashes and pauses. */
export function ownershipChart(
  allSpans: readonly OwnershipSpan[],
  marks: RunMarks,
  palette: ConsumerPalette,
): Chart {
  const names = new PartitionNames(allSpans);
  const rows = names.names.slice(0, MAX_ROWS);
  const inRows = allSpans.filter((span) => rows.includes(names.nameOf(span)));
  const spans = inRows.slice(0, MAX_MARKS);
  const bars = layOut(spans, names, rows);
  const frame = new TimeFrame(marks, { startS: 0, endS: Math.max(1, marks.endUs) / 1e6 });
  const title = 'Who owned which partition';
  const subtitle = [
    ['One bar for each time in which a consumer took itself for the owner.', ...frame.notes].join(
      ' ',
    ),
  ];
  if (rows.length < names.names.length) {
    subtitle.push(`The first ${rows.length} of ${names.names.length} partitions are shown.`);
  }
  if (spans.length < inRows.length) {
    subtitle.push(`The first ${spans.length} of ${inRows.length} ownerships are shown.`);
  }
  subtitle.push(...idleLine(allSpans, palette));
  const isSplit = bars.some(({ top, bottom }) => bottom - top < 0.5);
  const stripes = pauseStripes(bars, marks);
  const spec = wholeSpec(title, subtitle, {
    vconcat: [
      {
        width: PLOT_WIDTH,
        height: Math.max(1, rows.length) * (isSplit ? SPLIT_ROW_HEIGHT : ROW_HEIGHT),
        layer: [
          ...frame.backdrop(),
          barLayer(bars, frame, rows, palette),
          pauseLayer(stripes, frame, rows),
          crashLayer(bars, frame, rows),
          nameLayer(bars, frame, rows, palette),
          frame.labelLayer(),
        ],
      },
      ...signs(bars, stripes.length > 0),
    ],
    spacing: 10,
  });
  return { name: 'ownership', title, alt: altText(spans, marks, rows), spec };
}

/** Consumers that never had a partition. */
function idleLine(spans: readonly OwnershipSpan[], palette: ConsumerPalette): readonly string[] {
  const owners = new Set(spans.map(({ consumer }) => consumer));
  const idle = palette.names.filter((name) => !owners.has(name));
  if (idle.length === 0) return [];
  const named = idle.slice(0, MAX_IDLE_NAMES);
  const rest = idle.length - named.length;
  const who = joinWords(rest === 0 ? named : [...named, `${rest} more`]);
  return [`Without a partition all the time: ${who}.`];
}

/** Bars of one partition that overlap in time share the height of its row. */
function layOut(
  spans: readonly OwnershipSpan[],
  names: PartitionNames,
  rows: readonly string[],
): readonly Bar[] {
  const byRow = new Map<string, OwnershipSpan[]>(rows.map((name) => [name, []]));
  for (const span of spans) byRow.get(names.nameOf(span))?.push(span);
  return [...byRow].flatMap(([name, inRow], row) => {
    const laneEnds: number[] = [];
    const placed = inRow.map((span) => {
      let lane = laneEnds.findIndex((endUs) => endUs <= span.startUs);
      if (lane < 0) lane = laneEnds.length;
      laneEnds[lane] = span.endUs;
      return { span, lane };
    });
    return placed.flatMap(({ span, lane }) => {
      const height = (1 - 2 * ROW_MARGIN) / laneEnds.length;
      const top = row + ROW_MARGIN + lane * height;
      const bottom = top + height - (lane < laneEnds.length - 1 ? LANE_GAP : 0);
      return barsOf(span, name, { top, bottom, middle: (top + bottom) / 2 });
    });
  });
}

function barsOf(
  span: OwnershipSpan,
  name: string,
  place: Pick<Bar, 'top' | 'bottom' | 'middle'>,
): readonly Bar[] {
  const { consumer, startUs, endUs, end, supersededUs, generation } = span;
  const since = generation < 0 ? '' : `, generation ${generation}`;
  const times = `${formatSeconds(startUs)} to ${formatSeconds(endUs)}`;
  const tip = `${consumer} owns ${name} from ${times}${since}; then: ${end}`;
  const bar = { ...place, consumer, zombie: false, crashed: end === 'crashed' };
  const from = startUs / 1e6;
  const to = endUs / 1e6;
  if (supersededUs === null) return [{ ...bar, from, to, tip }];
  const split = supersededUs / 1e6;
  const late = `${consumer} takes itself for the owner of ${name} until ${formatSeconds(endUs)}`;
  return [
    { ...bar, from, to: split, crashed: false, tip },
    { ...bar, from: split, to, zombie: true, tip: late },
  ];
}

/** The vertical position of a field that counts rows, with the names of the rows on the axis. */
function y(field: string, rows: readonly string[]): ChartSpec {
  return {
    field,
    type: 'quantitative',
    scale: { domain: [0, rows.length], reverse: true, nice: false },
    axis: {
      title: null,
      ticks: false,
      domain: false,
      grid: false,
      labelPadding: 8,
      values: rows.map((_, at) => at + 0.5),
      labelExpr: `${JSON.stringify(rows)}[floor(datum.value)]`,
    },
  };
}

function barLayer(
  bars: readonly Bar[],
  frame: TimeFrame,
  rows: readonly string[],
  palette: ConsumerPalette,
): ChartSpec {
  const used = new Set(bars.map(({ consumer }) => consumer));
  const scale = palette.colourScale(used);
  const legend = { title: 'owner', symbolType: 'square' };
  return {
    data: { values: bars.map((bar) => ({ ...bar, edge: palette.colourOf(bar.consumer) })) },
    mark: {
      type: 'rect',
      cornerRadius: 2,
      stroke: { expr: 'datum.edge' },
      strokeWidth: 1.5,
      strokeDash: { expr: 'datum.zombie ? [4, 3] : [1, 0]' },
    },
    encoding: {
      x: frame.x('from'),
      x2: { field: 'to' },
      y: y('top', rows),
      y2: { field: 'bottom' },
      color: { field: 'consumer', type: 'nominal', scale, legend },
      fillOpacity: { condition: { test: 'datum.zombie', value: 0.2 }, value: 1 },
      description: tipChannel(),
    },
  };
}

/** What the signs mean, as far as there are any. */
function signs(bars: readonly Bar[], hasStripes: boolean): readonly ChartSpec[] {
  const items: KeyItem[] = [];
  if (bars.some(({ crashed }) => crashed)) {
    const look = { shape: CROSS, stroke: ALARM, strokeWidth: 3, size: 110, fill: 'transparent' };
    items.push(keyItem('the owner crashes', look));
  }
  if (hasStripes) {
    const look = { shape: KEY_LINE, stroke: INK, strokeWidth: 3.5, size: 260 };
    items.push(keyItem('the owner stands still', look));
  }
  if (bars.some(({ zombie }) => zombie)) {
    const edge = { stroke: MUTED, strokeWidth: 1.5, dash: [4, 3] };
    const look = { shape: KEY_BAR, fill: MUTED, fillOpacity: 0.2, size: 300, ...edge };
    items.push(keyItem('a former owner that does not know yet that it lost the partition', look));
  }
  return items.length === 0 ? [] : [symbolKey(items, PLOT_WIDTH)];
}

interface Stripe extends Bar {
  readonly stripe: number;
}

/** Dark stripes over the bars of a process that stands still. */
function pauseStripes(bars: readonly Bar[], marks: RunMarks): readonly Stripe[] {
  return marks.pauses.flatMap(({ process, startUs, endUs }) =>
    bars
      .filter((bar) => bar.consumer === process && bar.to > startUs / 1e6 && bar.from < endUs / 1e6)
      .map((bar) => ({
        ...bar,
        from: Math.max(bar.from, startUs / 1e6),
        to: Math.min(bar.to, endUs / 1e6),
        stripe: bar.bottom - STRIPE_INSET,
        tip: `${process} stands still from ${formatSeconds(startUs)} to ${formatSeconds(endUs)}`,
      })),
  );
}

function pauseLayer(
  stripes: readonly Stripe[],
  frame: TimeFrame,
  rows: readonly string[],
): ChartSpec {
  return {
    data: { values: stripes },
    mark: { type: 'rule', color: INK, strokeWidth: 3.5, opacity: 0.85 },
    encoding: {
      x: frame.x('from'),
      x2: { field: 'to' },
      y: y('stripe', rows),
      description: tipChannel(),
    },
  };
}

function crashLayer(bars: readonly Bar[], frame: TimeFrame, rows: readonly string[]): ChartSpec {
  return {
    data: { values: bars.filter(({ crashed }) => crashed) },
    mark: {
      type: 'point',
      shape: CROSS,
      size: 220,
      strokeWidth: 3.5,
      color: ALARM,
      opacity: 1,
    },
    encoding: {
      x: frame.x('to'),
      y: y('middle', rows),
      description: tipChannel(),
    },
  };
}

function nameLayer(
  bars: readonly Bar[],
  frame: TimeFrame,
  rows: readonly string[],
  palette: ConsumerPalette,
): ChartSpec {
  const pixelsASecond = PLOT_WIDTH / (frame.domain.endS - frame.domain.startS);
  const values = bars
    .filter(({ from, to, consumer }) => {
      return (to - from) * pixelsASecond >= textWidth(consumer, NAME_SIZE, true) + 6;
    })
    .map((bar) => ({
      ...bar,
      centre: (bar.from + bar.to) / 2,
      colour: bar.zombie ? INK : palette.letterColourOf(bar.consumer),
    }));
  return {
    data: { values },
    mark: { type: 'text', fontSize: NAME_SIZE, fontWeight: 'bold', color: ownColour() },
    encoding: {
      x: frame.x('centre'),
      y: y('middle', rows),
      text: { field: 'consumer', type: 'nominal' },
      description: tipChannel(),
    },
  };
}

function altText(
  spans: readonly OwnershipSpan[],
  marks: RunMarks,
  rows: readonly string[],
): string {
  const crashes = marks.moments.filter(({ kind }) => kind === 'crash').length;
  const zombies = spans.filter(({ supersededUs }) => supersededUs !== null).length;
  return (
    `Bars over time, one row for each of ${countOf(rows.length, 'partition')}, show which ` +
    `consumer owned it: ${countOf(spans.length, 'ownership')}, ` +
    `${countOf(marks.rebalances.length, 'rebalance')}, ` +
    `${countOf(crashes, 'crash', 'crashes')}, ${countOf(marks.pauses.length, 'pause')}, ` +
    `${countOf(zombies, 'former owner')} that did not know it yet.`
  );
}
