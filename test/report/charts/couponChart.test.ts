import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../src/report/charts/chartTheme.ts';
import { couponChart } from '../../../src/report/charts/couponChart.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';
import { dataOf, subtitleOf } from './specData.ts';

function chartOf(script: RunScript): Chart {
  return couponChart(scriptPicture(script));
}

describe('couponChart', () => {
  it('has a line for each coupon and each outcome, over the active part of the run', () => {
    const points = dataOf(chartOf(crashScript()), 'line');
    const lines = [...new Set(points.map(({ line }) => line))];
    expect(lines).toEqual(['coupon 1', 'issued', 'duplicate, ignored', 'sold out']);
    const stock = points.filter(({ line }) => line === 'coupon 1').map(({ value }) => value);
    expect(stock).toEqual([3, 2, 1, 0, 0]);
    // What was before is drawn at the left edge, not at time 0.
    expect(points[0]!['at']).toBeCloseTo(0.8, 0);
  });

  it('says how it ended in words', () => {
    const { alt } = chartOf(crashScript());
    expect(alt).toMatch(/coupon 1: sold out at 10\.\d{3} s; issued: 3; duplicate, ignored: 1/);
  });

  it('shows the stock of eight coupons at most, and says so', () => {
    const coupons = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`k${at}`, 5]));
    const script = new RunScript({ coupons }).started('c1').assigned(1, { c1: [0] });
    script.requested('REQ-1', { coupon: 'k1' }).polled('c1', 0, 1).handled('c1', 0);
    const chart = chartOf(script.ended('drained'));
    expect(subtitleOf(chart)).toContain('The stock of the first 8 of 11 coupons is shown.');
    expect(dataOf(chart, 'line').some(({ line }) => line === 'coupon k7')).toBe(true);
    expect(dataOf(chart, 'line').some(({ line }) => line === 'coupon k8')).toBe(false);
  });

  it('thins out a long sale, says so, and ends at the true numbers', () => {
    const script = new RunScript({ coupons: { '1': 3000 } }).started('c1');
    script.assigned(1, { c1: [0] });
    for (let at = 0; at < 3000; at++) script.requested(`REQ-${at}`);
    script.polled('c1', 0, 3000).handled('c1', 0, 3000).ended('drained');
    const chart = chartOf(script);
    expect(subtitleOf(chart)).toContain('Thinned out: some of the steps are left out.');
    const points = dataOf(chart, 'line');
    expect(points.length).toBeLessThan(2100);
    expect(points.findLast(({ line }) => line === 'coupon 1')!['value']).toBe(0);
    expect(points.findLast(({ line }) => line === 'issued')!['value']).toBe(3000);
  });

  it('does not claim to thin out what is whole', () => {
    expect(subtitleOf(chartOf(crashScript()))).not.toContain('Thinned');
  });
});
