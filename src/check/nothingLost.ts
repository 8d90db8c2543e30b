import { Findings } from './findings.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import type { RunEnd } from './runEnd.ts';
import type { GroupReading } from './track/groupReading.ts';
import type { GroupTrack } from './track/groupTrack.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/** The application whose requests end in a result row. */
const ISSUER = 'coupon-issuer';

/**
 * Rule `nothing lost`: what was acknowledged takes effect. Every acknowledged record is handled by
 * every group that reads its topic, and every accepted coupon request has a result row.
 *
 * Excused are requests that failed for certain (they were never acknowledged) and records in the
 * dead-letter topic (they are parked, not lost). A send with an unknown outcome may go either way.
 * A record that is not handled is lost once it is committed, or once the run has drained; until
 * then it is only late, which the rule `drained` tells.
 */
export class NothingLost {
  private readonly run: RunTrack;
  private readonly violations = new Findings();
  private acknowledgedCount = 0;
  private pendingCount = 0;

  constructor(run: RunTrack) {
    this.run = run;
  }

  finish(end: RunEnd): Verdict {
    const { run } = this;
    for (const partition of run.partitions) {
      for (const group of run.groups) {
        if (!group.topics.includes(partition.topic)) continue;
        this.checkReading(run.readingOf(partition.topic, partition.partition, group), end);
      }
    }
    const issuers = run.groups.filter((group) => group.application === ISSUER);
    if (issuers.length > 0)
      for (const request of run.requests) this.checkRequest(request, issuers, end);
    return this.verdict(end);
  }

  private verdict(end: RunEnd): Verdict {
    const rule = 'nothing lost';
    const { count: findingCount, listed: findings } = this.violations;
    if (findingCount > 0) {
      const one = 'acknowledged record or request';
      const many = 'acknowledged records or requests';
      const sentence = `${countOf(findingCount, one, many)} lost.`;
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    if (this.pendingCount > 0 && end !== 'drained') {
      const sentence =
        `${countOf(this.pendingCount, 'acknowledged record')} not handled when ` +
        `the history ends: late or lost, it does not tell.`;
      return { rule, status: 'unknown', sentence, findingCount, findings };
    }
    const sentence =
      this.acknowledgedCount === 0
        ? 'Nothing was acknowledged.'
        : `${countOf(this.acknowledgedCount, 'acknowledged record')}, all handled.`;
    const status = end === 'cut' || end === 'interrupted' ? 'unknown' : 'holds';
    return { rule, status, sentence, findingCount, findings };
  }

  private checkReading(reading: GroupReading, end: RunEnd): void {
    const { partition } = reading;
    const isIssuer = reading.group.application === ISSUER;
    for (let offset = 0; offset < partition.toldEndOffset; offset++) {
      if (!partition.isAckedAt(offset)) continue;
      this.acknowledgedCount++;
      if (reading.stateOf(offset) !== 0) continue;
      const request = partition.requestAt(offset) ?? null;
      // Another record of the same request has decided it.
      if (isIssuer && request !== null && request.resultCount > 0) continue;
      if (isLost(reading, offset, end)) this.addRecord(reading, offset, request);
      else this.pendingCount++;
    }
  }

  /** A record may have been handled and the request still have no result. */
  private checkRequest(request: RequestTrack, issuers: readonly GroupTrack[], end: RunEnd): void {
    if (
      request.ackedSeq < 0 ||
      request.coupon === null ||
      request.resultCount > 0 ||
      request.isDeadLettered
    )
      return;
    const { partition, offset } = request;
    if (partition !== null) {
      const readers = issuers.filter((group) => group.topics.includes(partition.topic));
      if (readers.length === 0) return;
      const isHandled = readers.some((group) => partition.readings[group.index]?.stateOf(offset));
      if (!isHandled) {
        // Told with the record, unless no producer got its acknowledgement.
        if (partition.isAckedAt(offset)) return;
        if (end !== 'drained') {
          this.pendingCount++;
          return;
        }
      }
    } else if (end !== 'drained') {
      this.pendingCount++;
      return;
    }
    this.violations.add(() => {
      const record = partition === null ? '' : ` (${partition.recordName(offset)})`;
      return {
        sentence:
          `${request.requestId}${record} was accepted at ` +
          `${formatMoment(request.ackedAtUs)}, but has no result.`,
        atUs: request.ackedAtUs,
        processes: [],
        records: partition === null ? [] : [partition.recordName(offset)],
        requestIds: [request.requestId],
      };
    });
  }

  private addRecord(reading: GroupReading, offset: number, request: RequestTrack | null): void {
    this.violations.add(() => {
      const record = reading.partition.recordName(offset);
      const name = request === null ? record : `${request.requestId} (${record})`;
      const delivery = reading.deliveryAt(offset);
      const process = delivery?.ownership.process.name;
      return {
        sentence:
          `${name} was acknowledged and never handled by ${reading.group.group}: ` +
          `${reasonOf(reading, offset)}.`,
        atUs: delivery?.atUs ?? this.run.lastUs,
        processes: process === undefined ? [] : [process],
        records: [record],
        requestIds: request === null ? [] : [request.requestId],
      };
    });
  }
}

/** True if nobody will handle the record any more. */
function isLost(reading: GroupReading, offset: number, end: RunEnd): boolean {
  if (end === 'drained') return true;
  if (offset >= reading.committedOffset) return false;
  // Committed, but perhaps still in hand: the commit came before the handling.
  const delivery = reading.deliveryAt(offset);
  return delivery === undefined || delivery.ownership.end !== 'open';
}

function reasonOf(reading: GroupReading, offset: number): string {
  const delivery = reading.deliveryAt(offset);
  const commit = reading.earlyCommitOf(offset);
  const committed =
    commit === undefined
      ? ''
      : `${commit.process} committed ${commit.endOffset} at ${formatMoment(commit.atUs)}`;
  if (delivery === undefined) {
    if (committed !== '') return `nobody polled it, since ${committed}`;
    return 'nobody polled it: the group started to read behind it';
  }
  const { ownership, atUs } = delivery;
  const polled = `${ownership.process.name} polled it at ${formatMoment(atUs)}`;
  const ended =
    ownership.end === 'open'
      ? ''
      : ` and ${ownership.end === 'crashed' ? 'crashed' : 'lost it'} at ` +
        `${formatMoment(ownership.endedAtUs)}`;
  return `${polled}${ended}${committed === '' ? '' : `, after ${committed}`}`;
}
