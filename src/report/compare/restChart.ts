import type { Chart, ChartSpec } from '../charts/chartTheme.ts';
import { INK, MUTED, wholeSpec } from '../charts/chartTheme.ts';
import { tipChannel } from '../charts/timeFrame.ts';
import { formatDuration } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import { convergenceUs } from './armFacts.ts';
import type { Comparison, DisturbanceRow } from './comparison.ts';

const BAR_HEIGHT = 18;
const WIDTH = 560;
const MAX_ROWS = 14;

/** How long the group took to come to rest after each disturbance, on one scale. */
export function restChart({ arms, disturbances }: Comparison): Chart {
  const rows = disturbances.slice(0, MAX_ROWS);
  const protocols = arms.map(({ protocol }) => protocol);
  const highest =
    Math.max(
      ...rows.flatMap(({ byArm }) =>
        byArm.map((cost) => (cost === null ? 0 : (convergenceUs(cost) ?? 0))),
      ),
    ) / 1e6 || 1;
  const title = 'How long until the group was at rest again';
  const subtitle = ['From each disturbance until every partition had an owner and all was stable.'];
  if (rows.length < disturbances.length)
    subtitle.push(`The first ${rows.length} of ${disturbances.length} disturbances are shown.`);
  const spec = wholeSpec(title, subtitle, {
    vconcat: rows.map((row) => panel(row, protocols, highest)),
    spacing: 16,
  });
  const slowest = arms.map(({ protocol, slowestUs }) => {
    return `${protocol} at most ${slowestUs === null ? 'never' : formatDuration(slowestUs)}`;
  });
  return { name: 'rest', title, alt: `Bars for each disturbance: ${slowest.join(', ')}.`, spec };
}

function panel(
  { text, byArm }: DisturbanceRow,
  protocols: readonly string[],
  highest: number,
): ChartSpec {
  const values = byArm.map((cost, at) => {
    const protocol = protocols[at]!;
    const us = cost === null ? null : convergenceUs(cost);
    const took = cost === null ? 'did not happen' : us === null ? 'never' : formatDuration(us);
    const stopped =
      cost === null || cost.stoppedPartitions === 0
        ? ''
        : `, ${countOf(cost.stoppedPartitions, 'partition')} stood still`;
    const label = `${took}${stopped}`;
    return { protocol, zero: 0, took: (us ?? 0) / 1e6, label, tip: `${protocol}: ${label}` };
  });
  const y = {
    field: 'protocol',
    type: 'nominal',
    sort: null,
    title: null,
    scale: { domain: protocols },
    axis: { domain: false, ticks: false, labelFontSize: 12, labelPadding: 8, minExtent: 90 },
  };
  const x = {
    field: 'took',
    type: 'quantitative',
    scale: { domain: [0, highest], nice: false },
    axis: null,
  };
  return {
    title: { text, fontSize: 14, anchor: 'start', frame: 'group', offset: 6 },
    width: WIDTH,
    height: protocols.length * BAR_HEIGHT,
    view: { stroke: null },
    layer: [
      {
        data: { values },
        mark: { type: 'bar', height: BAR_HEIGHT * 0.65, fill: MUTED },
        encoding: { y, x, description: tipChannel() },
      },
      {
        data: { values },
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 12, color: INK },
        encoding: { y, x, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}
