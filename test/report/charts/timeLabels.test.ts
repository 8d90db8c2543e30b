import { describe, expect, it } from 'vitest';
import { placeLabels, timeLabels } from '../../../src/report/charts/timeLabels.ts';
import type { MomentMark, RunMarks } from '../../../src/report/collect/runMarks.ts';

const WHOLE = { startS: 0, endS: 10 };

function marksOf(moments: readonly MomentMark[], pauses: RunMarks['pauses'] = []): RunMarks {
  return { rebalances: [], pauses, moments, endUs: 10_000_000 };
}

function moment(kind: MomentMark['kind'], atUs: number, text: string = kind): MomentMark {
  return { kind, process: 'c1', atUs, text };
}

function textsOf(marks: RunMarks, domain = WHOLE): string[] {
  return timeLabels(marks, domain).labels.map(({ text }) => text);
}

describe('timeLabels', () => {
  it('labels crashes, pauses, late starts and stops, in order of time', () => {
    const marks = marksOf(
      [
        moment('start', 0, 'c1 starts'),
        moment('crash', 5_000_000),
        moment('start', 8_000_000, 'c1 starts'),
        moment('stop', 10_000_000, 'c1 stops'),
        moment('quiet', 9_000_000),
      ],
      [{ process: 'c2', startUs: 2_000_000, endUs: 6_000_000 }],
    );
    expect(textsOf(marks)).toEqual(['c2 stands still', '✕ c1 crashes', 'c2 goes on', 'c1 starts']);
  });

  it('tells a fault in its own words, unless what it did has a label', () => {
    const marks = marksOf([
      moment('fault', 1_000_000, 'drop one Produce request from api-1 to broker-1 for ever'),
      moment('fault', 2_000_000, 'crash c1'),
      moment('crash', 2_000_000),
      moment('fault', 3_000_000, 'add partitions'),
      moment('partitions added', 3_000_000),
    ]);
    expect(textsOf(marks)).toEqual([
      'drop one Produce request from api…',
      '✕ c1 crashes',
      'partitions added',
    ]);
  });

  it('leaves out what is out of sight', () => {
    const marks = marksOf([moment('crash', 1_000_000), moment('crash', 6_000_000)]);
    expect(textsOf(marks, { startS: 5, endS: 10 })).toHaveLength(1);
  });

  it('leaves out what says little if there is too much, and counts the rest', () => {
    const starts = Array.from({ length: 10 }, (_, at) => moment('start', at * 1000 + 1));
    const crashes = Array.from({ length: 20 }, (_, at) => moment('crash', at * 1000 + 500_000));
    const { labels, leftOut } = timeLabels(marksOf([...starts, ...crashes]), WHOLE);
    expect(labels).toHaveLength(14);
    expect(labels.every(({ text }) => text.includes('crash'))).toBe(true);
    expect(leftOut).toBe(6);
  });
});

describe('placeLabels', () => {
  it('lets no two labels of a lane touch, and none leave the chart', () => {
    const labels = [1, 1.2, 1.4, 5, 9.8, 9.9].map((atS) => {
      return { atS, text: '✕ consumer-1 crashes', colour: '#b42318', tip: '' };
    });
    const placed = placeLabels(labels, WHOLE, 960);
    const spans = placed.map(({ atS, align, lane }) => {
      const at = atS * 96;
      const width = 130;
      return align === 'right' ? [at - width, at, lane] : [at, at + width, lane];
    });
    expect(placed.map(({ align }) => align)).toEqual([
      'left',
      'left',
      'left',
      'left',
      'right',
      'right',
    ]);
    expect(placed.map(({ lane }) => lane)).toEqual([0, 1, 2, 0, 0, 1]);
    for (const [from, to] of spans) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(960);
    }
  });
});
