import { describe, expect, it } from 'vitest';
import { formatDuration, formatSeconds } from '../../../src/report/text/formatTime.ts';

describe('formatSeconds', () => {
  it('rounds milliseconds down, as the checks do', () => {
    expect(formatSeconds(1_204_999)).toBe('1.204 s');
    expect(formatSeconds(0)).toBe('0.000 s');
    expect(formatSeconds(3_600_000_000)).toBe('3600.000 s');
  });
});

describe('formatDuration', () => {
  it('takes the unit that reads best', () => {
    const told = [310, 1_500, 82_400, 1_204_000, 33_627_000, 119_900_000, 200_000_000];
    expect(told.map(formatDuration)).toEqual([
      '310 µs',
      '1.5 ms',
      '82 ms',
      '1.20 s',
      '33.6 s',
      '119.9 s',
      '3 min 20 s',
    ]);
  });
});
