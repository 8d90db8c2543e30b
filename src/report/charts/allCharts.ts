import type { RunFacts } from '../../check/runFacts.ts';
import { redeliveryFinder } from '../collect/redeliveryOf.ts';
import type { ReportRun } from '../reportRun.ts';
import type { Chart } from './chartTheme.ts';
import { consumerPalette } from './consumerPalette.ts';
import { couponChart } from './couponChart.ts';
import { deliveryChart } from './deliveryChart.ts';
import { keyChart } from './keyChart.ts';
import { lagChart } from './lagChart.ts';
import { ownershipChart } from './ownershipChart.ts';

/** The charts of a run, without those that would be empty. */
export function allCharts({ header, picture, verdicts }: ReportRun): readonly Chart[] {
  const palette = consumerPalette(header);
  const { spans, marks, deliveries, lags, coupons, keys, topics } = picture;
  const charts: Chart[] = [];
  if (spans.length > 0) charts.push(ownershipChart(spans, marks, palette));
  if (deliveries.length > 0) {
    charts.push(deliveryChart(picture, palette, redeliveryFinder(verdicts.redeliveries)));
  }
  if (lags.some(({ highest }) => highest > 0)) charts.push(lagChart(picture, palette));
  if (coupons.decidedUs !== null) charts.push(couponChart(picture));
  if (keys.length > 0) {
    const split = splitCoupons(verdicts.facts);
    charts.push(keyChart(keys, topics, header.keyedBy, split));
  }
  return charts;
}

/** Coupons whose requests are in more than one partition of a topic. */
function splitCoupons({ partitions }: RunFacts): readonly string[] {
  const seen = new Set<string>();
  const split = new Set<string>();
  for (const { topic, couponIds } of partitions) {
    for (const couponId of couponIds) {
      const name = `${topic}\n${couponId}`;
      if (seen.has(name)) split.add(couponId);
      seen.add(name);
    }
  }
  return [...split];
}
