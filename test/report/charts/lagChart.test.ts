import { describe, expect, it } from 'vitest';
import { consumerPalette } from '../../../src/report/charts/consumerPalette.ts';
import type { Chart } from '../../../src/report/charts/chartTheme.ts';
import { lagChart } from '../../../src/report/charts/lagChart.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';
import { dataOf, subtitleOf } from './specData.ts';

function chartOf(script: RunScript): Chart {
  return lagChart(scriptPicture(script), consumerPalette(script.header));
}

describe('lagChart', () => {
  it('has a bar for each lag above 0 and owner', () => {
    const bars = dataOf(chartOf(crashScript()), 'rect').filter(({ owner }) => owner !== undefined);
    const told = bars.map(({ lag, owner }) => `${String(lag)} ${String(owner)}`);
    expect(told).toEqual(['1 c1', '2 c1', '3 c1', '4 c1', '3 c1', '3 (nobody)', '3 c2']);
    for (const [at, { from }] of bars.entries()) {
      if (at > 0) expect(from).toBe(bars[at - 1]!['to']);
    }
  });

  it('says what it shows in words', () => {
    const chart = chartOf(crashScript());
    expect(chart.alt).toBe('Lag over time in 1 panel, one a partition: partition 0 up to 4.');
    expect(subtitleOf(chart)).toContain('Grey bands: the group rebalances.');
  });

  it('shows the partitions with most lag if there are too many, and says so', () => {
    const script = new RunScript({ partitions: 20 }).written(null, 19).written(null, 19);
    for (let partition = 0; partition < 19; partition++) script.written(null, partition);
    const chart = chartOf(script.ended('deadline'));
    expect(subtitleOf(chart)).toContain('The 12 partitions with the most lag of 20 are shown.');
    expect(chart.alt).toContain('partition 19 up to 2');
  });

  it('leaves out partitions without lag where there are many, and says so', () => {
    const partitions = (count: number): Chart =>
      chartOf(new RunScript({ partitions: count }).written(null, 1).ended('deadline'));
    expect(partitions(6).alt).toContain('in 6 panels');
    expect(partitions(7).alt).toContain('in 1 panel,');
    expect(subtitleOf(partitions(7))).toContain('6 partitions without any lag are left out.');
  });

  it('thins out, keeps the highest lag, and says so', () => {
    const script = new RunScript().started('c1').assigned(1, { c1: [0] });
    for (let round = 0; round < 3000; round++) {
      script.at(1 + round / 100).written(null);
      if (round === 1500) script.written(null).written(null);
      script.at(1.005 + round / 100).offsetStored('c1', round < 1500 ? round + 1 : round + 3);
    }
    const chart = chartOf(script.ended('drained'));
    expect(subtitleOf(chart)).toContain('Thinned out: of neighbouring changes the highest lag');
    const lags = dataOf(chart, 'rect').flatMap(({ lag }) => (lag === undefined ? [] : [lag]));
    expect(lags.length).toBeLessThanOrEqual(5000);
    expect(Math.max(...(lags as number[]))).toBe(3);
  });
});
