import type { MomentMark, RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import type { ChartSpec } from './chartTheme.ts';
import { ALARM, INK, MUTED, PLOT_WIDTH, REBALANCE } from './chartTheme.ts';

/** The part of a run that a chart shows, in seconds. */
export interface TimeDomain {
  readonly startS: number;
  readonly endS: number;
}

/** A label above the plot. */
interface Label {
  readonly atS: number;
  readonly text: string;
  readonly colour: string;
  readonly tip: string;
}

interface PlacedLabel extends Label {
  readonly lane: number;
}

const LANE_HEIGHT = 16;
const MAX_LABELS = 14;
/** Mean width of a letter of a label, and a little air. */
const LETTER_WIDTH = 6.6;
const LABEL_GAP = 8;

/** Time axis, rebalances and labelled moments: what all charts over time have in common. */
export class TimeFrame {
  readonly domain: TimeDomain;
  private readonly marks: RunMarks;
  private readonly labels: readonly PlacedLabel[];

  constructor(marks: RunMarks, domain: TimeDomain) {
    this.marks = marks;
    this.domain = domain;
    this.labels = placeLabels(labelsOf(marks), domain);
  }

  /** Pixels that the labels take above the plot. */
  get labelHeight(): number {
    return this.labels.reduce((most, { lane }) => Math.max(most, lane + 1), 0) * LANE_HEIGHT + 4;
  }

  /** The horizontal position of a field in seconds. */
  x(field: string, showAxis = true): ChartSpec {
    const { startS, endS } = this.domain;
    const axis = showAxis
      ? { title: 'virtual time (s)', grid: false, tickCount: 12 }
      : { labels: false, ticks: false, title: null, grid: false, domain: false };
    return { field, type: 'quantitative', axis, scale: { domain: [startS, endS], nice: false } };
  }

  /** Shaded rebalances and vertical lines, to be drawn below the data. */
  backdrop(showAxis = true): readonly ChartSpec[] {
    const { startS, endS } = this.domain;
    const bands = this.marks.rebalances
      .map((mark) => ({
        from: Math.max(startS, mark.startUs / 1e6),
        to: Math.min(endS, mark.endUs / 1e6),
        tip: rebalanceTip(mark),
      }))
      .filter(({ from, to }) => to >= from);
    const lines = this.labels.map(({ atS, colour, tip }) => ({ at: atS, colour, tip }));
    return [
      {
        data: { values: bands },
        mark: { type: 'rect', color: REBALANCE, tooltip: null },
        encoding: { x: this.x('from', showAxis), x2: { field: 'to' }, description: tipChannel() },
      },
      {
        data: { values: lines },
        mark: { type: 'rule', strokeDash: [3, 3], opacity: 0.75, color: ownColour() },
        encoding: {
          x: this.x('at', showAxis),
          description: tipChannel(),
        },
      },
    ];
  }

  /** The labels above the plot. Give the chart's title an offset of `labelHeight`. */
  labelLayer(): ChartSpec {
    const { startS, endS } = this.domain;
    const values = this.labels.map((label) => {
      const right = isRight(label, this.domain);
      return { ...label, y: -7 - label.lane * LANE_HEIGHT, align: right ? 'right' : 'left' };
    });
    const text = (align: 'left' | 'right'): ChartSpec => ({
      data: { values: values.filter((label) => label.align === align) },
      mark: {
        type: 'text',
        align,
        baseline: 'middle',
        fontSize: 12,
        color: ownColour(),
        y: { expr: 'datum.y' },
      },
      encoding: {
        x: this.x('atS'),
        text: { field: 'text', type: 'nominal' },
        description: tipChannel(),
      },
    });
    return endS <= startS ? text('left') : { layer: [text('left'), text('right')] };
  }
}

/** The channel that carries the words of a mark, shown when it is pointed at. */
export function tipChannel(): ChartSpec {
  return { field: 'tip', type: 'nominal' };
}

/** The colour that a datum brings along: no scale, no legend. */
export function ownColour(): ChartSpec {
  return { expr: 'datum.colour' };
}

/** From a little before the first moment to the last one. */
export function timeDomain(momentsUs: Iterable<number>, endUs: number): TimeDomain {
  let firstUs = Infinity;
  let lastUs = -Infinity;
  for (const us of momentsUs) {
    if (us < firstUs) firstUs = us;
    if (us > lastUs) lastUs = us;
  }
  if (lastUs < firstUs) return { startS: 0, endS: Math.max(endUs, 1) / 1e6 };
  const airUs = Math.max(1000, (lastUs - firstUs) * 0.02);
  return { startS: Math.max(0, firstUs - airUs) / 1e6, endS: (lastUs + airUs) / 1e6 };
}

function rebalanceTip({ group, startUs, endUs, reason }: RunMarks['rebalances'][number]): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `${group} rebalances from ${formatSeconds(startUs)} to ${formatSeconds(endUs)}${why}`;
}

/** Crashes, pauses, late starts and the like. Starts at time 0 say nothing. */
function labelsOf(marks: RunMarks): readonly Label[] {
  const labels: Label[] = [];
  for (const moment of marks.moments) {
    const label = momentLabel(moment, marks);
    if (label !== null) labels.push(label);
  }
  for (const { process, startUs, endUs } of marks.pauses) {
    const text = `${process} stands still`;
    const tip = `${text} from ${formatSeconds(startUs)} to ${formatSeconds(endUs)}`;
    labels.push({ atS: startUs / 1e6, text, colour: INK, tip });
    if (endUs < marks.endUs) {
      labels.push({ atS: endUs / 1e6, text: `${process} goes on`, colour: MUTED, tip });
    }
  }
  const bold = labels.filter(({ colour }) => colour !== MUTED);
  const chosen = labels.length > MAX_LABELS ? bold.slice(0, MAX_LABELS) : labels;
  return [...chosen].sort((a, b) => a.atS - b.atS);
}

function momentLabel(moment: MomentMark, marks: RunMarks): Label | null {
  const { kind, process, atUs, text } = moment;
  const tip = `${formatSeconds(atUs)}: ${text}`;
  const label = (short: string, colour: string): Label => ({
    atS: atUs / 1e6,
    text: short,
    colour,
    tip,
  });
  if (kind === 'crash') return label(`✕ ${process} crashes`, ALARM);
  if (kind === 'start') return atUs === 0 ? null : label(text, MUTED);
  if (kind === 'stop') return atUs === marks.endUs ? null : label(text, MUTED);
  if (kind === 'partitions added') return label('partitions added', INK);
  if (kind === 'fault') {
    // A crash or pause at the same moment has a label of its own.
    const told = [
      ...marks.moments.filter((other) => other.kind === 'crash').map((other) => other.atUs),
    ];
    told.push(...marks.pauses.map(({ startUs }) => startUs));
    return told.includes(atUs) ? null : label(shorten(text), INK);
  }
  return null;
}

function shorten(text: string): string {
  return text.length <= 28 ? text : `${text.slice(0, 27)}…`;
}

/**
 * Gives each label the lowest lane in which it touches no other; those out of sight are left out.
 */
function placeLabels(labels: readonly Label[], domain: TimeDomain): readonly PlacedLabel[] {
  const lanes: [number, number][][] = [];
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    if (label.atS < domain.startS || label.atS > domain.endS) continue;
    const at = pixelOf(label.atS, domain);
    const width = label.text.length * LETTER_WIDTH + LABEL_GAP;
    const [from, to] = isRight(label, domain) ? [at - width, at] : [at, at + width];
    let lane = lanes.findIndex((taken) => taken.every(([a, b]) => to < a || from > b));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane]!.push([from, to]);
    placed.push({ ...label, lane });
  }
  return placed;
}

/** True if the label must stand left of its line so as not to leave the chart. */
function isRight(label: Label, domain: TimeDomain): boolean {
  const width = label.text.length * LETTER_WIDTH + LABEL_GAP;
  return pixelOf(label.atS, domain) + width > PLOT_WIDTH;
}

function pixelOf(atS: number, { startS, endS }: TimeDomain): number {
  return endS > startS ? ((atS - startS) / (endS - startS)) * PLOT_WIDTH : 0;
}
