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
  if (keys.length > 0) charts.push(keyChart(keys, topics, header.keyedBy));
  return charts;
}
