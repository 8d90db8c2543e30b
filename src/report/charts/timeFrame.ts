import type { RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import type { ChartSpec } from './chartTheme.ts';
import { PLOT_WIDTH, REBALANCE } from './chartTheme.ts';
import type { PlacedLabel, TimeDomain } from './timeLabels.ts';
import { LANE_HEIGHT, placeLabels, timeLabels } from './timeLabels.ts';

/** Time axis, rebalances and labelled moments: what all charts over time have in common. */
export class TimeFrame {
  readonly domain: TimeDomain;
  readonly width: number;
  private readonly marks: RunMarks;
  private readonly labels: readonly PlacedLabel[];
  private readonly leftOut: number;

  constructor(marks: RunMarks, domain: TimeDomain, width: number = PLOT_WIDTH) {
    this.marks = marks;
    this.domain = domain;
    this.width = width;
    const { labels, leftOut } = timeLabels(marks, domain);
    this.labels = placeLabels(labels, domain, width);
    this.leftOut = leftOut;
  }

  /** Sentences that explain what the frame shows, as far as it does. */
  get notes(): readonly string[] {
    const { startS, endS } = this.domain;
    const hasBands = this.marks.rebalances.some(
      (mark) => mark.endUs / 1e6 > startS && mark.startUs / 1e6 < endS,
    );
    const notes = hasBands ? ['Grey bands: the group rebalances.'] : [];
    if (this.leftOut > 0) {
      notes.push(`${this.leftOut} more crashes, pauses and faults are not labelled.`);
    }
    return notes;
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
        // The edge makes a short rebalance visible.
        mark: { type: 'rect', clip: true, fill: REBALANCE, stroke: REBALANCE, strokeWidth: 2 },
        encoding: { x: this.x('from', showAxis), x2: { field: 'to' }, description: tipChannel() },
      },
      {
        data: { values: lines },
        mark: { type: 'rule', strokeDash: [3, 3], opacity: 0.75, color: ownColour() },
        encoding: { x: this.x('at', showAxis), description: tipChannel() },
      },
    ];
  }

  /** The labels above the plot. */
  labelLayer(): ChartSpec {
    const text = (align: 'left' | 'right'): ChartSpec => ({
      data: {
        values: this.labels
          .filter((label) => label.align === align)
          .map((label) => ({ ...label, y: -9 - label.lane * LANE_HEIGHT })),
      },
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
    return { layer: [text('left'), text('right')] };
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

function rebalanceTip({ group, startUs, endUs, reason }: RunMarks['rebalances'][number]): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `${group} rebalances from ${formatSeconds(startUs)} to ${formatSeconds(endUs)}${why}`;
}
