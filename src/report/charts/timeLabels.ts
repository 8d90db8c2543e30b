import type { MomentMark, RunMarks } from '../collect/runMarks.ts';
import { cutTo } from '../text/displayWidth.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { textWidth } from '../text/textWidth.ts';
import { ALARM, INK, MUTED } from './chartTheme.ts';

/** The part of a run that a chart shows, in seconds. */
export interface TimeDomain {
  readonly startS: number;
  readonly endS: number;
}

/** A label above the plot. */
export interface TimeLabel {
  readonly atS: number;
  readonly text: string;
  readonly colour: string;
  readonly tip: string;
}

/** A label that touches no other one. */
export interface PlacedLabel extends TimeLabel {
  /** Lanes are counted from the plot upwards. */
  readonly lane: number;
  /** `right`: the text stands left of its line, so as not to leave the chart. */
  readonly align: 'left' | 'right';
}

/** Height of a lane in pixels. */
export const LANE_HEIGHT = 16;

const MAX_LABELS = 14;
const FONT_SIZE = 12;
const LABEL_GAP = 8;
const MAX_COLUMNS = 34;

/**
 * Crashes, pauses, late starts and the like within a part of a run, in order of time. If there are
 * too many, those that say least are left out first. Starts at time 0 say nothing.
 */
export function timeLabels(
  marks: RunMarks,
  { startS, endS }: TimeDomain,
): { readonly labels: readonly TimeLabel[]; readonly leftOut: number } {
  const all = [
    ...marks.moments.map((moment) => momentLabel(moment, marks)).filter((one) => one !== null),
    ...marks.pauses.flatMap((pause) => pauseLabels(pause, marks)),
  ].filter(({ atS }) => atS >= startS && atS <= endS);
  const sorted = all.sort((a, b) => a.atS - b.atS);
  if (sorted.length <= MAX_LABELS) return { labels: sorted, leftOut: 0 };
  const strong = sorted.filter(({ colour }) => colour !== MUTED);
  const labels = strong.slice(0, MAX_LABELS);
  return { labels, leftOut: strong.length - labels.length };
}

/** Gives each label the lowest lane in which it touches no other. */
export function placeLabels(
  labels: readonly TimeLabel[],
  { startS, endS }: TimeDomain,
  plotWidth: number,
): readonly PlacedLabel[] {
  const lanes: [number, number][][] = [];
  return labels.map((label) => {
    const at = endS > startS ? ((label.atS - startS) / (endS - startS)) * plotWidth : 0;
    const width = textWidth(label.text, FONT_SIZE, false) + LABEL_GAP;
    const align = at + width > plotWidth && at > width ? 'right' : 'left';
    const [from, to] = align === 'right' ? [at - width, at] : [at, at + width];
    let lane = lanes.findIndex((taken) => taken.every(([a, b]) => to < a || from > b));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane]!.push([from, to]);
    return { ...label, lane, align };
  });
}

function pauseLabels(
  { process, startUs, endUs }: RunMarks['pauses'][number],
  marks: RunMarks,
): readonly TimeLabel[] {
  const text = `${process} stands still`;
  const tip = `${text} from ${formatSeconds(startUs)} to ${formatSeconds(endUs)}`;
  const start = { atS: startUs / 1e6, text, colour: INK, tip };
  if (endUs >= marks.endUs) return [start];
  return [start, { atS: endUs / 1e6, text: `${process} goes on`, colour: MUTED, tip }];
}

function momentLabel(moment: MomentMark, marks: RunMarks): TimeLabel | null {
  const { kind, process, atUs, text } = moment;
  const tip = `${formatSeconds(atUs)}: ${text}`;
  const label = (short: string, colour: string): TimeLabel => ({
    atS: atUs / 1e6,
    text: short,
    colour,
    tip,
  });
  switch (kind) {
    case 'crash':
      return label(`✕ ${process} crashes`, ALARM);
    case 'start':
      return atUs === 0 ? null : label(text, MUTED);
    case 'stop':
      return atUs === marks.endUs ? null : label(text, MUTED);
    case 'partitions added':
      return label('partitions added', INK);
    case 'fault':
      return isToldOtherwise(moment, marks) ? null : label(cutTo(text, MAX_COLUMNS), INK);
    case 'quiet':
      return null;
  }
}

/** A crash, a pause or new partitions at the same moment have a label of their own. */
function isToldOtherwise({ atUs }: MomentMark, { moments, pauses }: RunMarks): boolean {
  return (
    pauses.some(({ startUs }) => startUs === atUs) ||
    moments.some((other) => {
      return other.atUs === atUs && other.kind !== 'fault' && other.kind !== 'quiet';
    })
  );
}
