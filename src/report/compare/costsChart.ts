import type { Chart, ChartSpec } from '../charts/chartTheme.ts';
import { ALARM, INK, MUTED, NOBODY, wholeSpec } from '../charts/chartTheme.ts';
import { tipChannel } from '../charts/timeFrame.ts';
import { formatDuration } from '../text/formatTime.ts';
import type { ArmFacts } from './armFacts.ts';
import type { Comparison } from './comparison.ts';

const PANEL_WIDTH = 210;
const BAR_HEIGHT = 24;
const COLUMNS = 3;
/** For the labels behind the bars. */
const COLUMN_GAP = 120;
const ROW_GAP = 28;

/** One piece of a bar. */
interface Piece {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly tip: string;
}

/** One number of every arm as bars. */
interface Measure {
  readonly title: string;
  /** What is red in the bars; '': nothing is. */
  readonly alarm: string;
  /** The length of the bar, of which `bad` is red. */
  readonly value: (arm: ArmFacts) => number;
  readonly bad: (arm: ArmFacts) => number;
  readonly label: (arm: ArmFacts) => string;
}

const NOTHING = (): number => 0;

const MEASURES: readonly Measure[] = [
  {
    title: 'Without an owner, all partitions',
    alarm: '',
    value: ({ gapUs }) => gapUs / 1e6,
    bad: ({ gapUs }) => gapUs / 1e6,
    label: ({ gapUs }) => formatDuration(gapUs),
  },
  {
    title: 'Partitions revoked',
    alarm: 'red: needlessly',
    value: ({ revocations }) => revocations.length,
    bad: ({ needless }) => needless,
    label: ({ revocations, needless }) =>
      needless === 0 ? String(revocations.length) : `${revocations.length}, ${needless} needless`,
  },
  {
    title: 'Slowest to converge',
    alarm: '',
    value: ({ slowestUs }) => (slowestUs ?? 0) / 1e6,
    bad: NOTHING,
    label: ({ slowestUs }) => (slowestUs === null ? 'never' : formatDuration(slowestUs)),
  },
  {
    title: 'Records redelivered',
    alarm: '',
    value: ({ redelivered }) => redelivered,
    bad: NOTHING,
    label: ({ redelivered }) => String(redelivered),
  },
  {
    title: 'Largest lag of a partition',
    alarm: '',
    value: ({ largestLag }) => largestLag,
    bad: NOTHING,
    label: ({ largestLag }) => String(largestLag),
  },
  {
    title: 'Effects: coupons issued',
    alarm: '',
    value: ({ issued }) => issued,
    bad: NOTHING,
    label: ({ issued }) => String(issued),
  },
];

/** What each protocol cost, number by number, each on one scale. */
export function costsChart({ arms }: Comparison): Chart {
  const title = 'What each protocol cost';
  const measures = MEASURES.filter(({ value, title: name }) => {
    return !name.startsWith('Effects') || arms.some((arm) => value(arm) > 0);
  });
  const panels = measures.map((measure, at) => panel(arms, measure, at % COLUMNS === 0));
  const rows = Array.from({ length: Math.ceil(panels.length / COLUMNS) }, (_, row) => ({
    hconcat: panels.slice(row * COLUMNS, (row + 1) * COLUMNS),
    spacing: COLUMN_GAP,
    bounds: 'flush',
  }));
  const spec = wholeSpec(title, ['In each panel all bars have one scale.'], {
    vconcat: rows,
    spacing: ROW_GAP,
  });
  const alt = measures
    .map(({ title: name, label }) => {
      return `${name}: ${arms.map((arm) => `${arm.protocol} ${label(arm)}`).join(', ')}`;
    })
    .join('. ');
  return { name: 'costs', title, alt: `${alt}.`, spec };
}

function panel(arms: readonly ArmFacts[], measure: Measure, showNames: boolean): ChartSpec {
  const { title, alarm, value, bad, label } = measure;
  const highest = Math.max(...arms.map(value)) || 1;
  const pieces = arms.flatMap((arm): Piece[] => {
    const { protocol } = arm;
    const tip = `${protocol}: ${title.toLowerCase()} ${label(arm)}`;
    const [red, whole] = [bad(arm), value(arm)];
    return [
      { protocol, from: 0, to: red, colour: ALARM, tip },
      { protocol, from: red, to: whole, colour: MUTED, tip },
    ].filter(({ from, to }) => to > from);
  });
  const labels = arms.map((arm) => ({
    protocol: arm.protocol,
    at: value(arm),
    text: label(arm),
  }));
  const y = {
    field: 'protocol',
    type: 'nominal',
    sort: null,
    title: null,
    scale: { domain: arms.map(({ protocol }) => protocol) },
    axis: showNames
      ? { domain: false, ticks: false, labelFontSize: 13, labelPadding: 8 }
      : { labels: false, domain: false, ticks: false },
  };
  const x = (field: string): ChartSpec => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, highest], nice: false },
    axis: null,
  });
  return {
    title: {
      text: title,
      subtitle: alarm,
      fontSize: 14,
      subtitleFontSize: 12,
      anchor: 'start',
      frame: 'group',
      offset: 8,
    },
    width: PANEL_WIDTH,
    height: arms.length * BAR_HEIGHT,
    view: { stroke: null },
    layer: [
      {
        data: { values: pieces },
        mark: { type: 'bar', height: BAR_HEIGHT * 0.6, fill: { expr: 'datum.colour' } },
        encoding: { y, x: x('from'), x2: { field: 'to' }, description: tipChannel() },
      },
      {
        data: { values: arms.map(({ protocol }) => ({ protocol, zero: 0 })) },
        mark: { type: 'tick', color: NOBODY, thickness: 1, size: BAR_HEIGHT },
        encoding: { y, x: x('zero') },
      },
      {
        data: { values: labels },
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 13, color: INK },
        encoding: { y, x: x('at'), text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}
