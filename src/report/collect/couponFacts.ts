import type { ReportRun } from '../reportRun.ts';

/** What became of one coupon. */
export interface CouponFact {
  readonly couponId: string;
  /** Initial stock; null: not a coupon of the scenario. */
  readonly stock: number | null;
  readonly issued: number;
  readonly soldOut: number;
  /** Requests that were refused because the user has one already. */
  readonly alreadyIssued: number;
  /** Times that a request which had been decided before came again. */
  readonly duplicates: number;
  readonly stockLeft: number | null;
  /** When the stock reached 0; null: never. */
  readonly soldOutAtUs: number | null;
}

/** Coupons of the header first, in its order: what the checks counted and what the store shows. */
export function couponFacts({ verdicts, picture }: ReportRun): readonly CouponFact[] {
  const stockOf = new Map(picture.coupons.stock.map((stock) => [stock.name, stock]));
  return verdicts.facts.coupons.map((fact) => ({
    couponId: fact.couponId,
    stock: fact.initialStock,
    issued: fact.issued,
    soldOut: fact.soldOut,
    alreadyIssued: fact.alreadyIssued,
    duplicates: fact.duplicates,
    stockLeft: stockOf.get(fact.couponId)?.left ?? fact.initialStock,
    soldOutAtUs: stockOf.get(fact.couponId)?.soldOutAtUs ?? null,
  }));
}
