import type { LagPoint } from '../collect/lagSeries.ts';
import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RunMarks } from '../collect/runMarks.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { INK, MAX_MARKS, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import { NO_OWNER } from './consumerPalette.ts';
import type { GroupPartition } from './partitionNames.ts';
import { PartitionNames } from './partitionNames.ts';
import { TimeFrame, tipChannel } from './timeFrame.ts';

const PANEL_HEIGHT = 84;
const MAX_PANELS = 12;

/** A time in which lag and owner stayed the same. */
interface LagBar {
  readonly from: number;
  readonly to: number;
  readonly lag: number;
  readonly owner: string;
  readonly tip: string;
}

interface Panel {
  readonly name: string;
  readonly bars: readonly LagBar[];
  readonly highest: number;
}

/** Lag of each partition over time, coloured by who owned the partition. */
export function lagChart(
  points: readonly LagPoint[],
  spans: readonly OwnershipSpan[],
  marks: RunMarks,
  palette: ConsumerPalette,
): Chart {
  const names = new PartitionNames(points);
  const all = names.all.map((at) => panelOf(at, names, points, spans));
  const panels = highestPanels(all);
  const frame = new TimeFrame(marks, { startS: 0, endS: Math.max(1, marks.endUs) / 1e6 });
  const title = 'Lag: records written and not yet committed';
  const subtitle = ['Colour: who owned the partition then. Grey bands: the group rebalances.'];
  if (panels.length < all.length) {
    subtitle.push(`The ${panels.length} partitions with the most lag of ${all.length} are shown.`);
  }
  const thinned = panels.map((panel) => thinPanel(panel, Math.floor(MAX_MARKS / panels.length)));
  if (thinned.some((panel, at) => panel.bars.length < panels[at]!.bars.length)) {
    subtitle.push('Thinned out: of neighbouring changes the highest lag is shown.');
  }
  const used = new Set(thinned.flatMap(({ bars }) => bars.map(({ owner }) => owner)));
  const highest = Math.max(1, ...panels.map((panel) => panel.highest));
  const spec = wholeSpec(title, subtitle, frame.labelHeight + 4, {
    vconcat: thinned.map((panel, at) =>
      panelSpec(panel, at === 0, at === thinned.length - 1, frame, highest, palette, used),
    ),
    spacing: 10,
    resolve: { scale: { color: 'shared' } },
  });
  return { name: 'lag', title, alt: altText(panels), spec };
}

function panelOf(
  at: GroupPartition,
  names: PartitionNames,
  points: readonly LagPoint[],
  spans: readonly OwnershipSpan[],
): Panel {
  const here = (other: GroupPartition): boolean =>
    other.group === at.group && other.topic === at.topic && other.partition === at.partition;
  const lags = points.filter(here);
  const owners = spans.filter(here);
  const endUs = lags.at(-1)?.atUs ?? 0;
  const cuts = new Set(lags.map(({ atUs }) => atUs));
  for (const { startUs, endUs: until } of owners) cuts.add(startUs).add(until);
  const moments = [...cuts].filter((us) => us <= endUs).sort((a, b) => a - b);
  const bars: LagBar[] = [];
  let next = 0;
  let lag = 0;
  moments.forEach((fromUs, index) => {
    for (; next < lags.length && lags[next]!.atUs <= fromUs; next++) lag = lags[next]!.lag;
    const toUs = moments[index + 1] ?? endUs;
    if (lag === 0 || toUs <= fromUs) return;
    const owner = ownerAt(owners, fromUs);
    const tip = `${names.nameOf(at)}: lag ${lag} from ${formatSeconds(fromUs)} to ${formatSeconds(toUs)}, owner ${owner}`;
    bars.push({ from: fromUs / 1e6, to: toUs / 1e6, lag, owner, tip });
  });
  const highest = lags.reduce((most, point) => Math.max(most, point.lag), 0);
  return { name: names.nameOf(at), bars, highest };
}

/** The last one that got it, if it still has it. */
function ownerAt(spans: readonly OwnershipSpan[], atUs: number): string {
  let owner = NO_OWNER;
  for (const { startUs, endUs, consumer } of spans)
    if (startUs <= atUs && atUs < endUs) owner = consumer;
  return owner;
}

function highestPanels(panels: readonly Panel[]): readonly Panel[] {
  if (panels.length <= MAX_PANELS) return panels;
  const ranked = [...panels].sort((a, b) => b.highest - a.highest).slice(0, MAX_PANELS);
  return panels.filter((panel) => ranked.includes(panel));
}

/** Neighbouring bars of one owner become one as high as the highest of them. */
function thinPanel(panel: Panel, most: number): Panel {
  if (panel.bars.length <= most) return panel;
  const size = Math.ceil(panel.bars.length / most);
  const bars: LagBar[] = [];
  let merged = 0;
  for (const bar of panel.bars) {
    const last = bars.at(-1);
    if (last !== undefined && merged < size && last.owner === bar.owner && last.to === bar.from) {
      const lag = Math.max(last.lag, bar.lag);
      const tip = `${panel.name}: lag up to ${lag}, owner ${bar.owner}`;
      bars[bars.length - 1] = { ...last, to: bar.to, lag, tip };
      merged++;
    } else {
      bars.push(bar);
      merged = 1;
    }
  }
  return { ...panel, bars };
}

function panelSpec(
  panel: Panel,
  isFirst: boolean,
  isLast: boolean,
  frame: TimeFrame,
  highest: number,
  palette: ConsumerPalette,
  used: ReadonlySet<string>,
): ChartSpec {
  const scale = palette.colourScale(used);
  const y = {
    field: 'lag',
    type: 'quantitative',
    title: panel.name,
    scale: { domain: [0, highest], nice: true },
    axis: {
      tickCount: 3,
      titleAngle: 0,
      titleAlign: 'right',
      titleAnchor: 'middle',
      titleX: -38,
      titleColor: INK,
    },
  };
  return {
    width: PLOT_WIDTH,
    height: PANEL_HEIGHT,
    layer: [
      ...frame.backdrop(isLast),
      {
        data: { values: panel.bars.map((bar) => ({ ...bar, edge: palette.colourOf(bar.owner) })) },
        // The stroke closes the hairlines that smoothing leaves between neighbours.
        mark: { type: 'rect', strokeWidth: 0.7, stroke: { expr: 'datum.edge' } },
        encoding: {
          x: frame.x('from', isLast),
          x2: { field: 'to' },
          y,
          y2: { datum: 0 },
          color: {
            field: 'owner',
            type: 'nominal',
            scale,
            legend: { title: 'owner', symbolType: 'square' },
          },
          description: tipChannel(),
        },
      },
      ...(isFirst ? [frame.labelLayer()] : []),
    ],
  };
}

function altText(panels: readonly Panel[]): string {
  const peaks = panels.map(({ name, highest }) => `${name} up to ${highest}`).join(', ');
  return `Lag over time in ${countOf(panels.length, 'panel')}, one a partition: ${peaks}.`;
}
