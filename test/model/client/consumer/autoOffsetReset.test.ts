import { describe, expect, it } from 'vitest';
import {
  parseAutoOffsetReset,
  resetTimestampMs,
} from '../../../../src/model/client/consumer/autoOffsetReset.ts';

describe('parseAutoOffsetReset', () => {
  it.each([
    ['latest', { type: 'latest' }],
    ['EARLIEST', { type: 'earliest' }],
    ['none', { type: 'none' }],
    ['by_duration:PT1H', { type: 'by_duration', durationMs: 3_600_000 }],
    ['by_duration:P1DT2H3M4.5S', { type: 'by_duration', durationMs: 93_784_500 }],
    ['by_duration:PT0.001S', { type: 'by_duration', durationMs: 1 }],
  ])('reads %s', (text, expected) => {
    expect(parseAutoOffsetReset(text)).toEqual(expected);
  });

  it.each([
    '',
    'newest',
    'by_duration',
    'by_duration:',
    'by_duration:P',
    'by_duration:PT',
    'by_duration:P1DT',
    'by_duration:-PT1H',
    'by_duration:1h',
    'by_duration:PT1X',
  ])('refuses %j', (text) => {
    expect(parseAutoOffsetReset(text)).toBeNull();
  });
});

describe('resetTimestampMs', () => {
  it('is a marker or a time, never before time began', () => {
    const hour = { type: 'by_duration', durationMs: 3_600_000 } as const;
    expect(resetTimestampMs({ type: 'latest' }, 5)).toBe(-1);
    expect(resetTimestampMs({ type: 'earliest' }, 5)).toBe(-2);
    expect(resetTimestampMs({ type: 'none' }, 5)).toBeNull();
    expect(resetTimestampMs(hour, 3_600_007)).toBe(7);
    expect(resetTimestampMs(hour, 5)).toBe(0);
  });
});
