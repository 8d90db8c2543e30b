import { expect, it } from 'vitest';
import { textWidth } from '../../../src/report/text/textWidth.ts';

it('textWidth: narrow, broad, Korean and bold letters', () => {
  expect(textWidth('iiii', 10, false)).toBeLessThan(textWidth('mmmm', 10, false));
  expect(textWidth('한', 10, false)).toBeCloseTo(9.2);
  expect(textWidth('abc', 10, true)).toBeGreaterThan(textWidth('abc', 10, false));
  expect(textWidth('abc', 20, false)).toBeCloseTo(2 * textWidth('abc', 10, false));
  expect(textWidth('', 10, false)).toBe(0);
});
