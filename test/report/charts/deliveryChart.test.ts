import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../src/report/charts/chartTheme.ts';
import { consumerPalette } from '../../../src/report/charts/consumerPalette.ts';
import { deliveryChart } from '../../../src/report/charts/deliveryChart.ts';
import { readLinkedTip } from '../../../src/report/charts/linkedTip.ts';
import { redeliveryFinder } from '../../../src/report/collect/redeliveryOf.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';
import type { Datum } from './specData.ts';
import { dataLayers, dataOf, subtitleOf } from './specData.ts';

function chartOf(script: RunScript): Chart {
  const { header, picture, verdicts } = scriptReport(script);
  const finder = redeliveryFinder(verdicts.redeliveries);
  return deliveryChart(picture, consumerPalette(header), finder);
}

function pointsOf(chart: Chart, kind: string): readonly Datum[] {
  return dataOf(chart, 'point').filter((datum) => datum['kind'] === kind);
}

describe('deliveryChart', () => {
  it('has a mark for each delivery: handled, in hand, or again', () => {
    const chart = chartOf(crashScript());
    const told = (kind: string): unknown[] =>
      pointsOf(chart, kind).map(({ consumer, offset }) => `${String(consumer)} ${String(offset)}`);
    expect(told('first')).toEqual(['c1 0', 'c1 1']);
    expect(told('in hand')).toEqual(['c1 2', 'c1 3']);
    expect(told('again')).toEqual(['c2 1', 'c2 2', 'c2 3']);
    expect(chart.alt).toContain('7 deliveries, of which 3 again');
  });

  it('links every mark of a redelivery to its reason, and no other', () => {
    const chart = chartOf(crashScript());
    for (const { kind, tip } of dataOf(chart, 'point')) {
      if (kind === undefined) continue;
      const { link, words } = readLinkedTip(tip as string);
      expect(link).toBe(kind === 'again' ? '#why-1' : '');
      if (kind === 'again') expect(words).toContain('c1 crashed at 3.000 s');
    }
    expect(dataOf(chart, 'text').map(({ text }) => text)).toContain('case 1');
  });

  it('ties a redelivery to the delivery before', () => {
    const ties = dataOf(chartOf(crashScript()), 'rule').filter(({ kind }) => kind === 'again');
    expect(ties.map(({ offset, before, at }) => [offset, before, at])).toEqual([
      [1, expect.closeTo(2.007, 2), expect.closeTo(10.001, 2)],
      [2, 2, expect.closeTo(10.003, 2)],
      [3, 2, expect.closeTo(10.006, 2)],
    ]);
  });

  it('draws the committed offset between the last committed record and the next one', () => {
    const chart = chartOf(crashScript());
    const steps = dataOf(chart, 'line').map(({ level }) => level);
    expect(steps).toEqual([-0.5, 0.5, 3.5, 3.5]);
  });

  it('shows the late work of a zombie twice: in hand, and when it is done', () => {
    const chart = chartOf(zombieScript());
    expect(pointsOf(chart, 'in hand')).toHaveLength(1);
    expect(pointsOf(chart, 'late').map(({ consumer, offset }) => [consumer, offset])).toEqual([
      ['c1', 1],
    ]);
    const ties = dataOf(chart, 'rule').filter(({ kind }) => kind === 'again');
    for (const { before, at } of ties) expect(before).toBeLessThan(at as number);
  });

  it('crosses out dead letters', () => {
    const script = new RunScript()
      .started('c1')
      .assigned(1, { c1: [0] })
      .requested('REQ-1');
    script.polled('c1', 0, 1).began('c1', 0).finished('c1', 0, 'DEAD_LETTERED').ended('drained');
    const chart = chartOf(script);
    expect(pointsOf(chart, 'dead')).toHaveLength(1);
    expect(dataOf(chart, 'text').map(({ text }) => text)).toContain('put aside as a dead letter');
  });

  it('explains only signs that it has', () => {
    const script = new RunScript()
      .started('c1')
      .assigned(1, { c1: [0] })
      .requested('REQ-1');
    script.polled('c1', 0, 1).handled('c1', 0).ended('drained');
    const texts = dataOf(chartOf(script), 'text').map(({ text }) => text);
    expect(texts).toContain('handled');
    expect(texts).toContain('committed offset');
    expect(texts).toHaveLength(2);
  });

  it('thins out a long log, says so, and keeps every redelivery', () => {
    const script = new RunScript()
      .started('c1', 'c2')
      .at(0.5)
      .assigned(1, { c1: [0] });
    script
      .at(1)
      .polled('c1', 0, 20_000)
      .at(3)
      .crashed('c1')
      .at(9)
      .assigned(2, { c2: [0] });
    script.at(10).polled('c2', 19_900, 20_000).ended('deadline');
    const chart = chartOf(script);
    const shown = dataLayers(chart)
      .filter(({ mark }) => mark['type'] === 'point')
      .flatMap(({ values }) => values.filter(({ kind }) => kind !== undefined));
    expect(shown.length).toBeLessThanOrEqual(2500);
    expect(shown.filter(({ before, at }) => before !== at)).toHaveLength(100);
    const [, said] = /Thinned out: (\d+) of 20100 deliveries/.exec(subtitleOf(chart))!;
    expect(Number(said)).toBe(shown.length);
  });

  it('shows the partitions with most redeliveries if there are too many, and says so', () => {
    const script = new RunScript({ partitions: 12 }).started('c1', 'c2');
    for (let partition = 0; partition < 12; partition++) script.polled('c1', 0, 2, partition);
    script.polled('c2', 0, 1, 11).ended('deadline');
    const chart = chartOf(script);
    expect(subtitleOf(chart)).toContain('8 of 12 partitions are shown: those with most');
    expect(JSON.stringify(chart.spec)).toContain('"partition 11"');
    expect(JSON.stringify(chart.spec)).not.toContain('"partition 9"');
  });
});
