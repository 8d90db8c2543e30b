import { describe, expect, it } from 'vitest';
import { sideTitleX } from '../../../src/report/charts/sideTitle.ts';

describe('sideTitleX', () => {
  it('moves away from long labels', () => {
    expect(sideTitleX(9)).toBe(-38);
    expect(sideTitleX(12_345)).toBeLessThan(-55);
    expect(sideTitleX(1_234_567)).toBeLessThan(sideTitleX(12_345));
  });
});
