import { allCharts } from '../charts/allCharts.ts';
import type { Chart } from '../charts/chartTheme.ts';
import type { ReportRun } from '../reportRun.ts';
import { renderSvg } from './renderSvg.ts';

/** A chart and its drawing. */
export interface DrawnChart {
  readonly chart: Chart;
  /** With links to the reasons of redeliveries, as the page needs it. */
  readonly svg: string;
}

/** Draws the charts of a run, without those that would be empty. Loads Vega. */
export async function drawCharts(run: ReportRun): Promise<readonly DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  // Vega counts ids up in the process: one drawing after the other.
  for (const chart of allCharts(run)) {
    drawn.push({ chart, svg: await renderSvg(chart.spec) });
  }
  return drawn;
}
