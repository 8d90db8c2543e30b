import { describe, expect, it } from 'vitest';
import type { ChartSpec } from '../../../src/report/charts/chartTheme.ts';
import { TimeFrame } from '../../../src/report/charts/timeFrame.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

const { marks } = scriptPicture(crashScript());

function valuesOf(spec: ChartSpec): readonly Readonly<Record<string, unknown>>[] {
  return (spec['data'] as { values: Readonly<Record<string, unknown>>[] }).values;
}

describe('TimeFrame', () => {
  it('shades rebalances, cut to what is in sight', () => {
    const frame = new TimeFrame(marks, { startS: 0.7, endS: 9.2 });
    const [bands] = frame.backdrop();
    expect(valuesOf(bands!).map(({ from, to }) => [from, to])).toEqual([
      [0.7, 0.903],
      [9.001, 9.2],
    ]);
    expect(valuesOf(bands!)[1]!['tip']).toContain('the session of c1 expired');
    expect(frame.notes).toEqual(['Grey bands: the group rebalances.']);
  });

  it('says nothing of bands that are out of sight', () => {
    const frame = new TimeFrame(marks, { startS: 1, endS: 2 });
    expect(valuesOf(frame.backdrop()[0]!)).toEqual([]);
    expect(frame.notes).toEqual([]);
  });

  it('has a line for each moment in sight', () => {
    const frame = new TimeFrame(marks, { startS: 0, endS: 11 });
    const lines = valuesOf(frame.backdrop()[1]!).map(({ at }) => at);
    expect(lines).toContain(3);
  });
});
