import { describe, expect, it } from 'vitest';
import { countOf, formatMoment, nameRecords } from '../../src/check/formatMoment.ts';

describe('formatMoment', () => {
  it.each([
    [0, '0.000 s'],
    [1_204_999, '1.204 s'],
    [61_000_000, '61.000 s'],
  ])('writes %i us as %s', (atUs, text) => {
    expect(formatMoment(atUs)).toBe(text);
  });
});

describe('countOf', () => {
  it('takes the plural for all but one', () => {
    expect([0, 1, 2].map((count) => countOf(count, 'record'))).toEqual([
      '0 records',
      '1 record',
      '2 records',
    ]);
    expect(countOf(2, 'redelivery', 'redeliveries')).toBe('2 redeliveries');
  });
});

describe('nameRecords', () => {
  it('names one record, or the first and the last', () => {
    expect(nameRecords('sale-0', 41, 42)).toBe('sale-0@41');
    expect(nameRecords('sale-0', 41, 45)).toBe('sale-0@41..44');
  });
});
