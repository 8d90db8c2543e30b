import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { ALARM, INK, MAX_MARKS, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import { PartitionNames } from './partitionNames.ts';
import { TimeFrame, ownColour, tipChannel } from './timeFrame.ts';

const ROW_HEIGHT = 40;
/** Share of the time axis that a bar needs to hold a name. */
const NAMED_SHARE = 0.035;

interface Bar {
  readonly row: string;
  readonly lane: number;
  readonly lanes: number;
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
  const spans = allSpans.slice(0, MAX_MARKS);
  const names = new PartitionNames(spans);
  const rows = names.names;
  const bars = layOut(spans, names);
  const frame = new TimeFrame(marks, { startS: 0, endS: Math.max(1, marks.endUs) / 1e6 });
  const title = 'Who owned which partition';
  const subtitle = ['Grey bands: the group rebalances. Hollow bars: a former owner that does not know it yet.'];
  if (spans.length < allSpans.length) {
    subtitle.push(`The first ${spans.length} of ${allSpans.length} ownerships are shown.`);
  }
  const spec = wholeSpec(title, subtitle, frame.labelHeight + 8, {
    width: PLOT_WIDTH,
    height: { step: ROW_HEIGHT },
    layer: [
      ...frame.backdrop(),
      barLayer(bars, frame, rows, palette),
      pauseLayer(bars, marks, frame, rows),
      crashLayer(bars, frame, rows),
      nameLayer(bars, frame, rows, palette),
      frame.labelLayer(),
    ],
  });
  return { name: 'ownership', title, alt: altText(spans, marks, rows), spec };
}

/** Bars of one partition that overlap in time share its height. */
function layOut(spans: readonly OwnershipSpan[], names: PartitionNames): readonly Bar[] {
  const byRow = new Map<string, OwnershipSpan[]>();
  for (const span of spans) {
    const row = names.nameOf(span);
    byRow.set(row, [...(byRow.get(row) ?? []), span]);
  }
  const bars: Bar[] = [];
  for (const [row, inRow] of byRow) {
    const laneEnds: number[] = [];
    const placed = inRow.map((span) => {
      let lane = laneEnds.findIndex((endUs) => endUs <= span.startUs);
      if (lane < 0) lane = laneEnds.length;
      laneEnds[lane] = span.endUs;
      return { span, lane };
    });
    for (const { span, lane } of placed) bars.push(...barsOf(span, row, lane, laneEnds.length));
  }
  return bars;
}

function barsOf(span: OwnershipSpan, row: string, lane: number, lanes: number): readonly Bar[] {
  const { consumer, startUs, endUs, end, supersededUs, generation } = span;
  const since = generation < 0 ? '' : `, generation ${generation}`;
  const times = `${formatSeconds(startUs)} to ${formatSeconds(endUs)}`;
  const tip = `${consumer} owns ${row} from ${times}${since}; then: ${end}`;
  const bar = { row, lane, lanes, consumer, zombie: false, crashed: end === 'crashed' };
  const from = startUs / 1e6;
  const to = endUs / 1e6;
  if (supersededUs === null) return [{ ...bar, from, to, tip }];
  const split = supersededUs / 1e6;
  const late = `${consumer} still takes itself for the owner of ${row} until ${formatSeconds(endUs)}`;
  return [
    { ...bar, from, to: split, crashed: false, tip },
    { ...bar, from: split, to, zombie: true, tip: late },
  ];
}

/** Position of a bar in its row: the row is divided among its lanes. */
function yChannels(rows: readonly string[]): ChartSpec {
  const scale = { domain: rows, paddingInner: 0.25, paddingOuter: 0.15 };
  const axis = { title: null, ticks: false, domain: false, labelPadding: 8 };
  return { field: 'row', type: 'nominal', scale, axis, sort: null };
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
    data: { values: bars },
    mark: { type: 'bar', cornerRadius: 2, strokeWidth: 2, strokeDash: { expr: 'datum.zombie ? [4, 3] : [1, 0]' } },
    encoding: {
      x: frame.x('from'),
      x2: { field: 'to' },
      y: yChannels(rows),
      yOffset: laneOffset(),
      color: { field: 'consumer', type: 'nominal', scale, legend },
      fillOpacity: { condition: { test: 'datum.zombie', value: 0.12 }, value: 1 },
      description: tipChannel(),
    },
  };
}

function laneOffset(): ChartSpec {
  return { field: 'lane', type: 'nominal', scale: { paddingInner: 0.1, paddingOuter: 0 }, sort: null };
}

/** Dark stripes over the bars of a process that stands still. */
function pauseLayer(
  bars: readonly Bar[],
  marks: RunMarks,
  frame: TimeFrame,
  rows: readonly string[],
): ChartSpec {
  const stripes = marks.pauses.flatMap(({ process, startUs, endUs }) =>
    bars
      .filter((bar) => bar.consumer === process && bar.to > startUs / 1e6 && bar.from < endUs / 1e6)
      .map((bar) => ({
        ...bar,
        from: Math.max(bar.from, startUs / 1e6),
        to: Math.min(bar.to, endUs / 1e6),
        tip: `${process} stands still from ${formatSeconds(startUs)} to ${formatSeconds(endUs)}`,
      })),
  );
  return {
    data: { values: stripes },
    mark: { type: 'bar', color: INK, size: 5, opacity: 0.85 },
    encoding: {
      x: frame.x('from'),
      x2: { field: 'to' },
      y: yChannels(rows),
      yOffset: laneOffset(),
      description: tipChannel(),
    },
  };
}

function crashLayer(bars: readonly Bar[], frame: TimeFrame, rows: readonly string[]): ChartSpec {
  return {
    data: { values: bars.filter(({ crashed }) => crashed) },
    mark: { type: 'point', shape: 'M-.5,-.5L.5,.5M-.5,.5L.5,-.5', size: 220, strokeWidth: 3.5, color: ALARM, opacity: 1 },
    encoding: {
      x: frame.x('to'),
      y: yChannels(rows),
      yOffset: laneOffset(),
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
  const least = (frame.domain.endS - frame.domain.startS) * NAMED_SHARE;
  const values = bars
    .filter(({ from, to }) => to - from >= least)
    .map((bar) => ({
      ...bar,
      middle: (bar.from + bar.to) / 2,
      colour: bar.zombie ? INK : palette.letterColourOf(bar.consumer),
    }));
  return {
    data: { values },
    mark: { type: 'text', fontSize: 13, fontWeight: 'bold', color: ownColour() },
    encoding: {
      x: frame.x('middle'),
      y: yChannels(rows),
      yOffset: laneOffset(),
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
    `Bars over time, one row for each of ${countOf(rows.length, 'partition')}, show which consumer owned it: ` +
    `${countOf(spans.length, 'ownership')}, ${countOf(marks.rebalances.length, 'rebalance')}, ` +
    `${countOf(crashes, 'crash', 'crashes')}, ${countOf(marks.pauses.length, 'pause')}, ` +
    `${countOf(zombies, 'former owner')} that did not know it yet.`
  );
}
