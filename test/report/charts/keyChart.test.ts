import { describe, expect, it } from 'vitest';
import { allCharts } from '../../../src/report/charts/allCharts.ts';
import type { Chart } from '../../../src/report/charts/chartTheme.ts';
import { SPLIT } from '../../../src/report/charts/chartTheme.ts';
import { RunScript } from '../../check/runScript.ts';
import { scriptReport } from '../scriptReport.ts';
import { dataOf, subtitleOf } from './specData.ts';

function chartOf(script: RunScript): Chart {
  return allCharts(scriptReport(script)).find(({ name }) => name === 'keys')!;
}

function threePartitions(): RunScript {
  return new RunScript({ partitions: 3, coupons: { '1': 9, '2': 9 } });
}

describe('keyChart', () => {
  it('has a segment for each key, as long as it has records, and empty rows too', () => {
    const script = threePartitions().requested('REQ-1').requested('REQ-2').requested('REQ-3');
    script.requested('REQ-4', { coupon: '2', to: 2 }).ended('deadline');
    const chart = chartOf(script);
    const segments = dataOf(chart, 'bar').map(({ row, from, to, label }) => [row, from, to, label]);
    expect(segments).toEqual([
      ['partition 0', 0, 3, 'key 1'],
      ['partition 2', 0, 1, 'key 2'],
    ]);
    const sums = dataOf(chart, 'text').filter(({ text }) => text !== undefined);
    expect(sums.map(({ row, text }) => `${String(row)}: ${String(text)}`)).toEqual([
      'partition 0: 3 records, 1 key',
      'partition 1: 0 records',
      'partition 2: 1 record, 1 key',
    ]);
    expect(subtitleOf(chart)).toContain('Every key is in one partition only');
    expect(chart.alt).toContain('partition 1 holds 0 records');
  });

  it('marks a key that is in two partitions, and the coupon that lost its order', () => {
    const script = threePartitions().requested('REQ-1', { to: 0 }).requested('REQ-2', { to: 1 });
    const chart = chartOf(script.ended('deadline'));
    expect(dataOf(chart, 'bar').map(({ colour }) => colour)).toEqual([SPLIT, SPLIT]);
    expect(subtitleOf(chart)).toContain('Red: 1 key in more than one partition');
    expect(subtitleOf(chart)).toContain('Requests for coupon 1 are in more than one partition');
  });

  it('speaks of records without keys', () => {
    const script = threePartitions().written(null, 0).acknowledged(null, 0, 0).ended('deadline');
    const chart = chartOf(script);
    expect(subtitleOf(chart)).toContain('The records have no key');
    expect(dataOf(chart, 'bar').map(({ label }) => label)).toEqual(['(no key)']);
  });

  it('draws the rarer keys of a partition as one', () => {
    const script = threePartitions();
    for (let at = 0; at < 20; at++) script.requested(`REQ-${at}`, { coupon: `k${at}` });
    const segments = dataOf(chartOf(script.ended('deadline')), 'bar');
    expect(segments).toHaveLength(13);
    expect(segments.at(-1)).toMatchObject({ label: '8 more keys', from: 12, to: 20 });
  });
});
