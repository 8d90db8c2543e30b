import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';

/** The stock of a coupon from `atUs` on. */
export interface StockPoint {
  readonly atUs: number;
  readonly couponId: string;
  readonly stock: number;
}

/** How often an outcome had been decided by `atUs`. */
export interface OutcomePoint {
  readonly atUs: number;
  readonly outcome: string;
  readonly total: number;
}

/** What became of one coupon. */
export interface CouponFact {
  readonly couponId: string;
  /** Initial stock; null: not a coupon of the scenario. */
  readonly stock: number | null;
  readonly issued: number;
  readonly soldOut: number;
  /** Requests decided otherwise (the user has one, no such coupon). */
  readonly otherwise: number;
  /** Times that a request which had been decided before came again. */
  readonly duplicates: number;
  readonly stockLeft: number | null;
  /** When the stock reached 0; null: never. */
  readonly soldOutAtUs: number | null;
}

/** What happened to coupons over time and in the end. */
export interface CouponSeries {
  readonly stock: readonly StockPoint[];
  readonly outcomes: readonly OutcomePoint[];
  /** Coupons of the header first, in its order. */
  readonly coupons: readonly CouponFact[];
}

type OpenFact = { -readonly [Field in keyof CouponFact]: CouponFact[Field] };

/** Reads stock and outcomes from the effects in the store and from what handlers found decided. */
export function couponSeries(header: HistoryHeader, events: Iterable<HistoryEvent>): CouponSeries {
  const coupons = new CouponLedger(header.coupons);
  const couponOf = new Map<string, string>();
  const outcomes = new OutcomeCounter();
  const stock: StockPoint[] = coupons.initialStock();
  let endUs = 0;
  for (const event of events) {
    endUs = event.atUs;
    if (event.type === 'RequestSubmitted') {
      couponOf.set(event.requestId, event.couponId);
    } else if (event.type === 'EffectCommitted') {
      couponOf.set(event.requestId, event.couponId);
      if (event.outcome !== '') outcomes.count(event.atUs, event.outcome);
      const fact = coupons.of(event.couponId);
      fact.issued += event.issued;
      if (event.outcome === 'SOLD_OUT') fact.soldOut++;
      else if (event.outcome !== '' && event.outcome !== 'ISSUED') fact.otherwise++;
      if (event.stockAfter < 0) continue;
      fact.stockLeft = event.stockAfter;
      if (event.stockAfter === 0) fact.soldOutAtUs ??= event.atUs;
      stock.push({ atUs: event.atUs, couponId: event.couponId, stock: event.stockAfter });
    } else if (event.type === 'HandlerEnded' && event.outcome === 'DUPLICATE') {
      outcomes.count(event.atUs, event.outcome);
      const couponId = couponOf.get(outcomes.requestAt(event) ?? '');
      if (couponId !== undefined) coupons.of(couponId).duplicates++;
    } else if (event.type === 'HandlerStarted') {
      outcomes.rememberRequest(event);
    }
  }
  for (const fact of coupons.all()) {
    if (fact.stockLeft === null) continue;
    stock.push({ atUs: endUs, couponId: fact.couponId, stock: fact.stockLeft });
  }
  outcomes.close(endUs);
  return { stock, outcomes: outcomes.points, coupons: coupons.all() };
}

class CouponLedger {
  private readonly facts = new Map<string, OpenFact>();

  constructor(coupons: HistoryHeader['coupons']) {
    for (const [couponId, stock] of Object.entries(coupons)) this.add(couponId, stock);
  }

  initialStock(): StockPoint[] {
    return this.all().map(({ couponId, stock }) => ({ atUs: 0, couponId, stock: stock ?? 0 }));
  }

  of(couponId: string): OpenFact {
    return this.facts.get(couponId) ?? this.add(couponId, null);
  }

  all(): readonly CouponFact[] {
    return [...this.facts.values()];
  }

  private add(couponId: string, stock: number | null): OpenFact {
    const fact: OpenFact = {
      couponId,
      stock,
      issued: 0,
      soldOut: 0,
      otherwise: 0,
      duplicates: 0,
      stockLeft: stock,
      soldOutAtUs: null,
    };
    this.facts.set(couponId, fact);
    return fact;
  }
}

interface RecordOfProcess {
  readonly process: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

class OutcomeCounter {
  readonly points: OutcomePoint[] = [];
  private readonly totals = new Map<string, number>();
  private readonly requests = new Map<string, string>();

  count(atUs: number, outcome: string): void {
    const before = this.totals.get(outcome) ?? 0;
    if (before === 0) this.points.push({ atUs: 0, outcome, total: 0 });
    this.totals.set(outcome, before + 1);
    this.points.push({ atUs, outcome, total: before + 1 });
  }

  close(endUs: number): void {
    for (const [outcome, total] of this.totals) this.points.push({ atUs: endUs, outcome, total });
  }

  rememberRequest(event: RecordOfProcess & { readonly requestId: string }): void {
    this.requests.set(recordKey(event), event.requestId);
  }

  requestAt(event: RecordOfProcess): string | undefined {
    return this.requests.get(recordKey(event));
  }
}

function recordKey({ process, topic, partition, offset }: RecordOfProcess): string {
  return `${process}\n${topic}\n${partition}\n${offset}`;
}
