import type { CouponFact } from '../collect/couponFacts.ts';
import { alignColumns } from './alignColumns.ts';
import { formatSeconds } from './formatTime.ts';
import type { TextOptions } from './textStyle.ts';
import { textStyle } from './textStyle.ts';

/** Heads of the coupon table. */
export const COUPON_COLUMNS = [
  'coupon',
  'stock',
  'issued',
  'left',
  'sold out at',
  'refused: sold out',
  'duplicates',
] as const;

const NUMBERS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6]);

/** What became of each coupon. */
export function couponTable(
  coupons: readonly CouponFact[],
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  return alignColumns([COUPON_COLUMNS, ...coupons.map(couponCells)], NUMBERS).map((line, at) =>
    at === 0 ? style.bold(line) : line,
  );
}

/** The cells of one coupon, in the order of `COUPON_COLUMNS`. */
export function couponCells(fact: CouponFact): readonly string[] {
  return [
    fact.couponId,
    fact.stock === null ? 'none' : String(fact.stock),
    String(fact.issued),
    fact.stockLeft === null ? '-' : String(fact.stockLeft),
    fact.soldOutAtUs === null ? '-' : formatSeconds(fact.soldOutAtUs),
    String(fact.soldOut),
    String(fact.duplicates),
  ];
}
