import { expect, it } from 'vitest';
import { alignColumns } from '../../../src/report/text/alignColumns.ts';

it('alignColumns: aligns by columns of the terminal, left or right', () => {
  const rows = [
    ['coupon', 'left', ''],
    ['한정판 쿠폰', '7', 'x'],
    ['1', '1000', ''],
  ];
  expect(alignColumns(rows, new Set([1]))).toEqual([
    'coupon       left',
    '한정판 쿠폰     7  x',
    '1            1000',
  ]);
});
