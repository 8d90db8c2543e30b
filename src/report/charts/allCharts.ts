import { couponSeries } from '../collect/couponSeries.ts';
import { deliveryLog } from '../collect/deliveryLog.ts';
import { keyPlacement } from '../collect/keyPlacement.ts';
import { lagSeries } from '../collect/lagSeries.ts';
import { ownershipSpans } from '../collect/ownershipSpans.ts';
import { redeliveryFinder } from '../collect/redeliveryOf.ts';
import { runMarks } from '../collect/runMarks.ts';
import type { ReportRun } from '../reportRun.ts';
import type { Chart } from './chartTheme.ts';
import { consumerPalette } from './consumerPalette.ts';
import { couponChart } from './couponChart.ts';
import { deliveryChart } from './deliveryChart.ts';
import { keyChart } from './keyChart.ts';
import { lagChart } from './lagChart.ts';
import { ownershipChart } from './ownershipChart.ts';

/** The charts of a run, without those that would be empty. */
export function allCharts({ header, events, verdicts }: ReportRun): readonly Chart[] {
  const marks = runMarks(events);
  const palette = consumerPalette(header);
  const spans = ownershipSpans(events);
  const deliveries = deliveryLog(header, events);
  const lags = lagSeries(header, events);
  const keys = keyPlacement(events);
  const coupons = couponSeries(header, events);
  const charts: Chart[] = [];
  if (spans.length > 0) charts.push(ownershipChart(spans, marks, palette));
  if (deliveries.length > 0) {
    charts.push(deliveryChart(deliveries, marks, palette, redeliveryFinder(verdicts.redeliveries)));
  }
  if (lags.some(({ lag }) => lag > 0)) charts.push(lagChart(lags, spans, marks, palette));
  if (coupons.outcomes.length > 0) charts.push(couponChart(coupons, marks));
  if (keys.length > 0) charts.push(keyChart(keys, header.keyedBy));
  return charts;
}
