import type { EventOf } from '../history/event.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import { Findings } from './findings.ts';
import type { CouponTrack } from './track/couponTrack.ts';
import type { GroupReading } from './track/groupReading.ts';
import type { PartitionTrack } from './track/partitionTrack.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { Verdict } from './verdict.ts';

/**
 * Rule `order per key`: first come, first served for every coupon, whatever the key of the record
 * is.
 *
 * A request counts when it is decided first; what is delivered again changes nothing. Of two
 * requests for one coupon
 * - in one partition, the one with the lower offset is decided first (order of the log);
 * - in different partitions, where no log orders them, the one that had been acknowledged before
 *   the other was submitted is decided first. Requests under way at the same time may go either
 *   way.
 *
 * The second part is what composite keys and added partitions break: they put requests for one
 * coupon into several partitions, which different consumers work off at their own pace.
 *
 * Records without a coupon (orders, payments, a console) are handled for the first time in the
 * order of the log, for each partition and key.
 */
export class OrderPerKey {
  private readonly violations = new Findings();
  private checkedCount = 0;

  /** The request has just been decided for the first time, by this record. */
  onDecided(
    event: EventOf<'EffectCommitted'>,
    coupon: CouponTrack,
    request: RequestTrack,
    partition: PartitionTrack,
  ): void {
    this.checkedCount++;
    const { lastDecided } = coupon;
    while (lastDecided.length <= partition.index) lastDecided.push(undefined);
    const later = lastDecided[partition.index];
    if (later === undefined || later.effectOffset < event.offset)
      lastDecided[partition.index] = request;
    else this.addInPartition(event, request, later);
    const rival = coupon.lastSubmittedDecided;
    if (rival === null || rival.submittedSeq < request.submittedSeq)
      coupon.lastSubmittedDecided = request;
    else if (isAckedBefore(request, rival) && rival.effectPartition !== partition)
      this.addAcross(event, request, rival);
  }

  /**
   * The record has just been handled for the first time by this group. Only for records without a
   * coupon.
   */
  onHandled(event: EventOf<'HandlerEnded'>, key: string | null, reading: GroupReading): void {
    this.checkedCount++;
    const { lastHandledOfKey } = reading;
    const later = lastHandledOfKey.get(key);
    if (later === undefined || later < event.offset) lastHandledOfKey.set(key, event.offset);
    else this.addHandled(event, key, later, reading.partition);
  }

  finish(isOver: boolean): Verdict {
    const rule = 'order per key';
    const { count: findingCount, listed: findings } = this.violations;
    if (findingCount > 0) {
      const sentence =
        `${countOf(findingCount, 'record')} overtaken by a later one of the same ` +
        `coupon or key.`;
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    const sentence =
      this.checkedCount === 0
        ? 'Nothing was handled.'
        : `${countOf(this.checkedCount, 'record')} took effect in the order of arrival of their ` +
          `coupon or key.`;
    return { rule, status: isOver ? 'holds' : 'unknown', sentence, findingCount, findings };
  }

  private addInPartition(
    event: EventOf<'EffectCommitted'>,
    request: RequestTrack,
    later: RequestTrack,
  ): void {
    this.violations.add(() => {
      const { effectPartition, effectOffset, effectAtUs } = later;
      const record = effectPartition!.recordName(event.offset);
      const laterRecord = effectPartition!.recordName(effectOffset);
      return {
        sentence:
          `Coupon ${event.couponId}: ${request.requestId} (${record}) was decided at ` +
          `${formatMoment(event.atUs)}, ` +
          `after ${later.requestId} (${laterRecord}, ${formatMoment(effectAtUs)}), which is ` +
          `behind it in the log.`,
        atUs: event.atUs,
        processes: [later.effectProcess, event.process],
        records: [record, laterRecord],
        requestIds: [request.requestId, later.requestId],
      };
    });
  }

  private addAcross(
    event: EventOf<'EffectCommitted'>,
    request: RequestTrack,
    rival: RequestTrack,
  ): void {
    this.violations.add(() => {
      const record = `${event.topic}-${event.partition}@${event.offset}`;
      const rivalRecord = rival.effectPartition!.recordName(rival.effectOffset);
      return {
        sentence:
          `Coupon ${event.couponId}: ${request.requestId} (${record}) was accepted at ` +
          `${formatMoment(request.ackedAtUs)}, ` +
          `before ${rival.requestId} (${rivalRecord}) was submitted at ` +
          `${formatMoment(rival.submittedAtUs)}, ` +
          `but was decided later: ${formatMoment(event.atUs)}, not ` +
          `${formatMoment(rival.effectAtUs)}. They are in different partitions.`,
        atUs: event.atUs,
        processes: [rival.effectProcess, event.process],
        records: [record, rivalRecord],
        requestIds: [request.requestId, rival.requestId],
      };
    });
  }

  private addHandled(
    event: EventOf<'HandlerEnded'>,
    key: string | null,
    later: number,
    partition: PartitionTrack,
  ): void {
    this.violations.add(() => ({
      sentence:
        `${partition.recordName(event.offset)} (${key === null ? 'no key' : `key ${key}`}) was ` +
        `handled first at ` +
        `${formatMoment(event.atUs)} by ${event.process}, after ${partition.recordName(later)} ` +
        `of the same key.`,
      atUs: event.atUs,
      processes: [event.process],
      records: [partition.recordName(event.offset), partition.recordName(later)],
      requestIds: [],
    }));
  }
}

/** The request was acknowledged before the other was submitted. */
function isAckedBefore(request: RequestTrack, other: RequestTrack): boolean {
  return request.ackedSeq >= 0 && request.ackedSeq < other.submittedSeq;
}
