import type { EventOf } from '../history/event.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import { Findings } from './findings.ts';
import type { CouponTrack } from './track/couponTrack.ts';
import { OwnerTable } from './track/ownerTable.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/** Rule `one coupon a user`: a user is issued a coupon at most once, by however many requests. */
export class OneCouponAUser {
  private readonly violations = new Findings();
  private readonly owners = new OwnerTable();
  private readonly run: RunTrack;

  constructor(run: RunTrack) {
    this.run = run;
  }

  onEffect(event: EventOf<'EffectCommitted'>, coupon: CouponTrack, request: RequestTrack): void {
    if (event.issued <= 0) return;
    const { size } = this.owners;
    const first = this.owners.claim(coupon, event.userId, request);
    // One row may be too many already: a transaction can add two.
    if (this.owners.size === size || event.issued > 1) this.add(event, this.run.requests.at(first));
  }

  finish(isOver: boolean): Verdict {
    const rule = 'one coupon a user';
    const { count: findingCount, listed: findings } = this.violations;
    if (findingCount > 0) {
      const sentence = `${countOf(findingCount, 'issue')} to users who had that coupon already.`;
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    const sentence =
      this.owners.size === 0
        ? 'No coupon was issued.'
        : `${countOf(this.owners.size, 'coupon')} issued, each to another user or of another kind.`;
    return { rule, status: isOver ? 'holds' : 'unknown', sentence, findingCount, findings };
  }

  private add(event: EventOf<'EffectCommitted'>, first: RequestTrack): void {
    const { process, topic, partition, offset, atUs, requestId, userId, couponId } = event;
    this.violations.add(() => ({
      sentence:
        `User ${userId} was issued coupon ${couponId} again at ${formatMoment(atUs)} by ` +
        `${process}, ` +
        `for ${requestId} (${topic}-${partition}@${offset}); the first was for ${first.requestId}.`,
      atUs,
      processes: [process],
      records: [`${topic}-${partition}@${offset}`],
      requestIds: first.requestId === requestId ? [requestId] : [first.requestId, requestId],
    }));
  }
}
