import type { EventOf } from '../history/event.ts';
import { Findings } from './findings.ts';
import { formatMoment } from './formatMoment.ts';
import type { CouponTrack } from './track/couponTrack.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/**
 * Rule `never oversold`: of each coupon no more are issued than there were, the stock never falls
 * below zero, each issue takes exactly one piece from the stock, and the stock that the store tells
 * is what the issues leave.
 */
export class NeverOversold {
  private readonly run: RunTrack;
  private readonly violations = new Findings();

  constructor(run: RunTrack) {
    this.run = run;
  }

  /** After the effect is entered into the coupon. */
  onEffect(event: EventOf<'EffectCommitted'>, coupon: CouponTrack): void {
    const { issued, stockAfter } = event;
    if (issued > 0 && coupon.issuedCount > Math.max(coupon.initialStock, 0)) {
      const stock =
        coupon.initialStock < 0
          ? 'which has no stock at all'
          : `of which there were ${coupon.initialStock}`;
      this.add(event, `issued number ${coupon.issuedCount} of coupon ${coupon.couponId}, ${stock}`);
    }
    if (stockAfter < -1 || (stockAfter === -1 && event.deducted > 0)) {
      this.add(event, `left a stock of ${stockAfter} of coupon ${coupon.couponId}`);
    }
  }

  finish(isOver: boolean): Verdict {
    const coupons = [...this.run.coupons.values()];
    for (const coupon of coupons) this.checkBooks(coupon);
    const { count: findingCount, listed: findings } = this.violations;
    const rule = 'never oversold';
    if (findingCount > 0) {
      const oversold = coupons.filter(
        (coupon) => coupon.issuedCount > Math.max(coupon.initialStock, 0),
      );
      const sentence =
        oversold.length > 0
          ? `Oversold: ${oversold.map(describeSale).join(', ')}.`
          : 'Issues and stock do not agree.';
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    const sold = coupons.filter((coupon) => coupon.issuedCount > 0);
    const sentence =
      sold.length === 0 ? 'No coupon was issued.' : `Issued ${sold.map(describeSale).join(', ')}.`;
    return { rule, status: isOver ? 'holds' : 'unknown', sentence, findingCount, findings };
  }

  /** At the end: do issues, deductions and the stock agree? */
  private checkBooks(coupon: CouponTrack): void {
    const { couponId, issuedCount, deductedCount, initialStock, lowestStock } = coupon;
    if (issuedCount !== deductedCount) {
      this.addAtEnd(
        `Coupon ${couponId} was issued ${issuedCount} times, but ${deductedCount} were taken ` +
          `from the stock.`,
      );
    }
    if (initialStock < 0 || lowestStock === Infinity) return;
    const left = initialStock - deductedCount;
    const taken = `${deductedCount} of ${initialStock} were taken`;
    const says = `The stock of coupon ${couponId} says ${lowestStock}, but ${taken}`;
    if (lowestStock > left) this.addAtEnd(`${says}: an update was lost.`);
    // On real servers an effect may be missing in the history: its process died before it told.
    else if (lowestStock < left && this.run.hasInternalEvents)
      this.addAtEnd(`${says}: something else took from it.`);
  }

  private add(event: EventOf<'EffectCommitted'>, what: string): void {
    const { process, topic, partition, offset, atUs, requestId } = event;
    this.violations.add(() => ({
      sentence:
        `${process} ${what}, at ${formatMoment(atUs)}, for ${requestId} ` +
        `(${topic}-${partition}@${offset}).`,
      atUs,
      processes: [process],
      records: [`${topic}-${partition}@${offset}`],
      requestIds: [requestId],
    }));
  }

  private addAtEnd(sentence: string): void {
    this.violations.add(() => ({
      sentence,
      atUs: this.run.lastUs,
      processes: [],
      records: [],
      requestIds: [],
    }));
  }
}

function describeSale(coupon: CouponTrack): string {
  return (
    `${coupon.issuedCount} of ${Math.max(coupon.initialStock, 0)} of coupon ` + `${coupon.couponId}`
  );
}
