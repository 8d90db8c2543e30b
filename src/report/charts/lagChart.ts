import type { PartitionLag } from '../collect/lagSeries.ts';
import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RunPicture } from '../collect/runPicture.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import { activeDomain } from './activeDomain.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { INK, MAX_MARKS, PLOT_WIDTH, wholeSpec } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import { NO_OWNER } from './consumerPalette.ts';
import { sideTitleX } from './sideTitle.ts';
import { PartitionNames } from './partitionNames.ts';
import { TimeFrame, tipChannel } from './timeFrame.ts';

const PANEL_HEIGHT = 84;
const MAX_PANELS = 12;
const MAX_IDLE_PANELS = 6;

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
  readonly isThinned: boolean;
}

/** Lag of each partition over time, coloured by who owned the partition. */
export function lagChart(picture: RunPicture, palette: ConsumerPalette): Chart {
  const { lags, spans, marks } = picture;
  const names = new PartitionNames(lags);
  const lagging = withoutIdle(lags);
  const shown = highestLags(lagging);
  const frame = new TimeFrame(marks, activeDomain(picture));
  const panels = shown.map((lag) => {
    const panel = panelOf(lag, names.nameOf(lag), spans, marks.endUs);
    return thinPanel(panel, Math.floor(MAX_MARKS / shown.length));
  });
  const title = 'Lag: records written and not yet committed';
  const subtitle = [['Colour: who owned the partition then.', ...frame.notes].join(' ')];
  const idle = lags.length - lagging.length;
  if (idle > 0) {
    subtitle.push(
      `${countOf(idle, 'partition')} without any lag ${idle > 1 ? 'are' : 'is'} left out.`,
    );
  }
  if (shown.length < lagging.length) {
    const most = `The ${shown.length} partitions with the most lag`;
    subtitle.push(`${most} of ${lagging.length} are shown.`);
  }
  if (panels.some(({ isThinned }) => isThinned)) {
    subtitle.push('Thinned out: of neighbouring changes the highest lag is shown.');
  }
  const used = new Set(panels.flatMap(({ bars }) => bars.map(({ owner }) => owner)));
  const highest = Math.max(1, ...panels.map((panel) => panel.highest));
  const shared = { frame, palette, used, highest };
  const spec = wholeSpec(title, subtitle, {
    vconcat: panels.map((panel, at) =>
      panelSpec(panel, shared, at === 0, at === panels.length - 1),
    ),
    spacing: 10,
    resolve: { scale: { color: 'shared' } },
  });
  return { name: 'lag', title, alt: altText(panels), spec };
}

function panelOf(
  at: PartitionLag,
  name: string,
  spans: readonly OwnershipSpan[],
  endUs: number,
): Panel {
  const owners = spans.filter(
    (span) => span.group === at.group && span.topic === at.topic && span.partition === at.partition,
  );
  const cuts = new Set(at.steps.map(({ atUs }) => atUs));
  for (const { startUs, endUs: until } of owners) cuts.add(startUs).add(until);
  const moments = [...cuts].filter((us) => us <= endUs).sort((a, b) => a - b);
  const bars: LagBar[] = [];
  let next = 0;
  let lag = 0;
  moments.forEach((fromUs, index) => {
    for (; next < at.steps.length && at.steps[next]!.atUs <= fromUs; next++) {
      lag = at.steps[next]!.lag;
    }
    const toUs = moments[index + 1] ?? endUs;
    if (lag === 0 || toUs <= fromUs) return;
    const owner = ownerAt(owners, fromUs);
    const times = `from ${formatSeconds(fromUs)} to ${formatSeconds(toUs)}`;
    const tip = `${name}: lag ${lag} ${times}, owner ${owner}`;
    bars.push({ from: fromUs / 1e6, to: toUs / 1e6, lag, owner, tip });
  });
  return { name, bars, highest: at.highest, isThinned: at.sliceUs > 1 };
}

/** The last one that got it, if it still has it. */
function ownerAt(spans: readonly OwnershipSpan[], atUs: number): string {
  let owner = NO_OWNER;
  for (const { startUs, endUs, consumer } of spans)
    if (startUs <= atUs && atUs < endUs) owner = consumer;
  return owner;
}

/** Of a few partitions all are shown, for comparison; of many only those that lag. */
function withoutIdle(lags: readonly PartitionLag[]): readonly PartitionLag[] {
  return lags.length <= MAX_IDLE_PANELS ? lags : lags.filter(({ highest }) => highest > 0);
}

function highestLags(lags: readonly PartitionLag[]): readonly PartitionLag[] {
  if (lags.length <= MAX_PANELS) return lags;
  const ranked = [...lags].sort((a, b) => b.highest - a.highest).slice(0, MAX_PANELS);
  return lags.filter((lag) => ranked.includes(lag));
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
  return { ...panel, bars, isThinned: true };
}

interface PanelFrame {
  readonly frame: TimeFrame;
  readonly palette: ConsumerPalette;
  readonly used: ReadonlySet<string>;
  readonly highest: number;
}

function panelSpec(
  panel: Panel,
  { frame, palette, used, highest }: PanelFrame,
  isFirst: boolean,
  isLast: boolean,
): ChartSpec {
  const scale = palette.colourScale(used);
  const y = {
    field: 'lag',
    type: 'quantitative',
    title: panel.name,
    scale: { domain: [0, highest], nice: true },
    axis: {
      tickCount: 3,
      tickMinStep: 1,
      titleAngle: 0,
      titleAlign: 'right',
      titleAnchor: 'middle',
      titleX: sideTitleX(highest),
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
        mark: { type: 'rect', clip: true, strokeWidth: 0.7, stroke: { expr: 'datum.edge' } },
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
