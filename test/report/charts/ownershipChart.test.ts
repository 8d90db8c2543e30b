import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../src/report/charts/chartTheme.ts';
import { consumerPalette } from '../../../src/report/charts/consumerPalette.ts';
import { ownershipChart } from '../../../src/report/charts/ownershipChart.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';
import { dataOf, subtitleOf } from './specData.ts';

function chartOf(script: RunScript): Chart {
  const { spans, marks } = scriptPicture(script);
  return ownershipChart(spans, marks, consumerPalette(script.header));
}

describe('ownershipChart', () => {
  it('has a bar for each ownership, and a cross where the owner crashes', () => {
    const chart = chartOf(crashScript());
    const bars = dataOf(chart, 'rect').filter(({ consumer }) => consumer !== undefined);
    expect(bars.map(({ consumer, from, to, zombie }) => [consumer, from, to, zombie])).toEqual([
      ['c1', 0.901, 3, false],
      ['c2', 9.501, 11.001, false],
    ]);
    const crosses = dataOf(chart, 'point').filter(({ crashed }) => crashed === true);
    expect(crosses.map(({ to }) => to)).toEqual([3]);
    expect(subtitleOf(chart)).toContain('Grey bands: the group rebalances.');
    expect(chart.alt).toContain('1 crash, 0 pauses, 0 former owners');
  });

  it('splits the bar of a zombie, in a lane of its own, with a stripe while it is paused', () => {
    const chart = chartOf(zombieScript());
    const bars = dataOf(chart, 'rect').filter(({ consumer }) => consumer !== undefined);
    expect(bars.map(({ consumer, from, to, zombie }) => [consumer, from, to, zombie])).toEqual([
      ['c1', 0.501, 8.002, false],
      ['c1', 8.002, expect.closeTo(12, 1), true],
      ['c2', 8.002, 13.001, false],
    ]);
    const [c1, zombie, c2] = bars;
    expect(zombie!['top']).toBe(c1!['top']);
    expect(c2!['top']).toBeGreaterThan(zombie!['bottom'] as number);
    const stripes = dataOf(chart, 'rule').filter(({ stripe }) => stripe !== undefined);
    expect(stripes.map(({ from, to }) => [from, to])).toEqual([
      [2.5, 8.002],
      [8.002, 12],
    ]);
    expect(dataOf(chart, 'text').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['the owner stands still', 'c1 stands still', 'c1 goes on']),
    );
  });

  it('names consumers that have no partition', () => {
    const script = new RunScript({ consumers: ['c1', 'c2', 'c3'] }).started('c1', 'c2', 'c3');
    script.assigned(1, { c1: [0], c2: [], c3: [] }).ended('drained');
    expect(subtitleOf(chartOf(script))).toContain('Without a partition all the time: c2 and c3.');
  });

  it('says that it leaves rows out', () => {
    const script = new RunScript({ partitions: 50 }).started('c1');
    script
      .told('c1', 1, [...Array(50).keys()])
      .at(1)
      .ended('drained');
    const chart = chartOf(script);
    expect(subtitleOf(chart)).toContain('The first 40 of 50 partitions are shown.');
    expect(dataOf(chart, 'rect').filter(({ consumer }) => consumer === 'c1')).toHaveLength(40);
  });
});
