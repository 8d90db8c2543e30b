import type { EventOf, HistoryEvent, HistoryHeader, HistorySink } from '../history/event.ts';
import type { Anomaly } from './anomaly.ts';
import { Drained } from './drained.ts';
import { EveryRedeliveryExplained } from './everyRedeliveryExplained.ts';
import { Exposures } from './exposures.ts';
import { HandledBeforeCommitted } from './handledBeforeCommitted.ts';
import { NeverOversold } from './neverOversold.ts';
import { NothingLost } from './nothingLost.ts';
import { OncePerRequest } from './oncePerRequest.ts';
import { OneCouponAUser } from './oneCouponAUser.ts';
import { OrderPerKey } from './orderPerKey.ts';
import { PollAnomalies } from './pollAnomalies.ts';
import type { Redelivery } from './redelivery.ts';
import type { RunEnd } from './runEnd.ts';
import type { RunFacts } from './runFacts.ts';
import { newRunFacts } from './runFacts.ts';
import { CommitTrack } from './track/commitTrack.ts';
import { RECORD } from './track/groupReading.ts';
import type { GroupReading } from './track/groupReading.ts';
import { MembershipTrack } from './track/membershipTrack.ts';
import type { PartitionTrack } from './track/partitionTrack.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import { RunTrack } from './track/runTrack.ts';
import { WorkloadTrack } from './track/workloadTrack.ts';
import type { Verdict } from './verdict.ts';
import { WriteAnomalies } from './writeAnomalies.ts';

/** All that the checkers say about a run. */
export interface Verdicts {
  readonly end: RunEnd;
  /** One for each rule, always in the same order. */
  readonly verdicts: readonly Verdict[];
  readonly anomalies: readonly Anomaly[];
  /** In order of time. Each has its explanation: `redeliverySentence`. */
  readonly redeliveries: readonly Redelivery[];
  readonly facts: RunFacts;
}

/** Takes the events of a run; `finish` judges it. */
export interface CheckerRun extends HistorySink {
  /** Call once, after the last event. */
  finish(): Verdicts;
}

/**
 * All checkers over one history, in one pass, while it happens or from a file. They read nothing
 * but the header and the events, so they judge a simulated run and a real one alike.
 */
export function runCheckers(header: HistoryHeader): CheckerRun {
  return new Checkers(header);
}

class Checkers implements CheckerRun {
  private readonly run: RunTrack;
  private readonly membership: MembershipTrack;
  private readonly commits: CommitTrack;
  private readonly workload: WorkloadTrack;
  private readonly neverOversold: NeverOversold;
  private readonly oncePerRequest: OncePerRequest;
  private readonly oneCouponAUser: OneCouponAUser;
  private readonly orderPerKey = new OrderPerKey();
  private readonly nothingLost: NothingLost;
  private readonly redeliveries: EveryRedeliveryExplained;
  private readonly drained: Drained;
  private readonly pollAnomalies = new PollAnomalies();
  private readonly writeAnomalies: WriteAnomalies;
  private readonly exposures: Exposures;
  private readonly lastIssuedOffset: number[] = [];
  private issuedOutOfLogOrder = 0;
  private deadLettered = 0;
  private quietUs = -1;
  private end: RunEnd = 'cut';

  constructor(header: HistoryHeader) {
    const run = new RunTrack(header);
    this.run = run;
    this.membership = new MembershipTrack(run);
    this.commits = new CommitTrack(run);
    this.neverOversold = new NeverOversold(run);
    this.oncePerRequest = new OncePerRequest(run);
    this.oneCouponAUser = new OneCouponAUser(run);
    this.nothingLost = new NothingLost(run);
    this.redeliveries = new EveryRedeliveryExplained(run);
    this.drained = new Drained(run);
    this.writeAnomalies = new WriteAnomalies(run);
    this.workload = new WorkloadTrack(run, this.writeAnomalies);
    this.exposures = new Exposures(run);
  }

  onEvent(event: HistoryEvent): void {
    this.run.seq++;
    this.run.lastUs = event.atUs;
    switch (event.type) {
      // --- the workload and the producers
      case 'RequestSubmitted':
        return this.workload.onSubmitted(event);
      case 'RequestAccepted':
        return this.workload.onAccepted(event);
      case 'RequestRefused':
        return this.workload.onRefused(event);
      case 'SendStarted':
        return this.workload.onSendStarted(event);
      case 'Produced':
        return this.workload.onProduced(event);
      case 'ProduceFailed':
        this.run.processOf(event.process).openSendCount--;
        return;
      case 'RecordsAppended':
        return this.workload.onAppended(event);
      // --- the consumers
      case 'Polled':
        return this.onPolled(event);
      case 'HandlerStarted':
        return this.onHandlerStarted(event);
      case 'HandlerEnded':
        return this.onHandlerEnded(event);
      case 'EffectCommitted':
        return this.onEffect(event);
      case 'DeadLettered':
        return this.onDeadLettered(event);
      case 'CommitStarted':
        return this.commits.onCommitStarted(event);
      case 'Committed':
        return this.commits.onCommitted(event);
      case 'OffsetStored':
        return this.commits.onOffsetStored(event);
      default:
        return this.onRareEvent(event);
    }
  }

  finish(): Verdicts {
    const { run, end, redeliveries } = this;
    const isOver = end === 'drained' || end === 'deadline';
    const verdicts = [
      this.neverOversold.finish(isOver),
      this.oncePerRequest.finish(isOver),
      this.oneCouponAUser.finish(isOver),
      this.orderPerKey.finish(isOver),
      this.nothingLost.finish(end),
      new HandledBeforeCommitted(run).finish(isOver),
      redeliveries.finish(isOver),
      this.drained.finish(end, this.quietUs),
    ];
    const { recordCount, withEffectCount } = redeliveries;
    return {
      end,
      verdicts,
      anomalies: [...this.writeAnomalies.finish(), ...this.pollAnomalies.finish()],
      redeliveries: redeliveries.redeliveries,
      facts: newRunFacts(run, {
        deadLettered: this.deadLettered,
        redelivered: recordCount,
        issuedOutOfLogOrder: this.issuedOutOfLogOrder,
        exposures: this.exposures.counts(recordCount, withEffectCount),
      }),
    };
  }

  /** Processes, groups, faults, the end. */
  private onRareEvent(event: HistoryEvent): void {
    const { run, membership, exposures } = this;
    switch (event.type) {
      case 'Started':
        return membership.onStarted(event);
      case 'Crashed':
        exposures.onCrashed(event);
        return membership.onEnded(event);
      case 'Stopped':
        return membership.onEnded(event);
      case 'Paused':
        exposures.pauses++;
        return membership.onPaused(event);
      case 'Resumed':
        return membership.onResumed(event);
      case 'Assigned':
        return membership.onAssigned(event);
      case 'Revoked':
      case 'Lost':
        return membership.onTakenAway(event);
      case 'CommitRefused':
        exposures.refusedCommits++;
        return this.commits.onCommitRefused(event);
      case 'MemberAdded':
        run.hasInternalEvents = true;
        return membership.onMemberAdded(event);
      case 'MemberRemoved':
        return membership.onMemberRemoved(event);
      case 'AssignmentStored':
        return membership.onAssignmentStored(event);
      case 'GroupStateChanged':
        membership.onGroupStateChanged(event);
        return exposures.onGroupStateChanged(event);
      case 'LeaderElected':
        return this.onLeaderElected(event);
      case 'PartitionsAdded':
        return run.addPartitions(event.topic, event.after);
      default:
        return this.onEnd(event);
    }
  }

  /** Without the leader's own word, every change of leader may have cut the log. */
  private onLeaderElected(event: EventOf<'LeaderElected'>): void {
    if (this.run.hasInternalEvents) return;
    this.run.partitionOf(event.topic, event.partition).cutAtUs = event.atUs;
  }

  private onEnd(event: HistoryEvent): void {
    if (event.type === 'QuietPhaseStarted') this.quietUs = event.atUs;
    if (event.type === 'RunEnded') this.end = event.reason;
  }

  private onPolled(event: EventOf<'Polled'>): void {
    const process = this.run.processOf(event.process);
    if (process.group === null) return;
    const reading = this.run.readingOf(event.topic, event.partition, process.group);
    const ownership = this.membership.ownershipOfPoll(process, reading, event.atUs);
    this.redeliveries.onPolled(event, reading, ownership);
    this.pollAnomalies.onPolled(event, reading, ownership);
    if (ownership.position < 0) reading.starting.splice(reading.starting.indexOf(ownership), 1);
    reading.deliver(event.startOffset, event.endOffset, { ownership, atUs: event.atUs });
    ownership.position = event.endOffset;
  }

  /** The reading of the group that the process belongs to; null: it belongs to none. */
  private readingOf(
    event: EventOf<'HandlerStarted' | 'HandlerEnded' | 'EffectCommitted' | 'DeadLettered'>,
  ): GroupReading | null {
    const { group } = this.run.processOf(event.process);
    return group === null ? null : this.run.readingOf(event.topic, event.partition, group);
  }

  private onHandlerStarted(event: EventOf<'HandlerStarted'>): void {
    const { requestId, offset, key } = event;
    const process = this.run.processOf(event.process);
    const reading = this.readingOf(event);
    if (reading === null) return;
    process.handlingReading = reading;
    process.handlingOffset = offset;
    process.handlingKey = key;
    process.handlingSinceUs = event.atUs;
    process.handlingAttempt = event.attempt;
    if (!reading.isDelivered(offset)) this.redeliveries.onUnpolledHandled(event);
    // An application may not look for requests in what it reads.
    const request = requestId === '' ? undefined : this.requestInHand(requestId, reading, offset);
    process.handlingRequestId = requestId;
    process.handlingRequest = request === undefined ? -1 : request.number;
    this.workload.learnRecord(event, reading.partition, request);
  }

  /** Its producer has mostly told already which request the record carries. */
  private requestInHand(requestId: string, reading: GroupReading, offset: number): RequestTrack {
    const { requests } = this.run;
    const known = reading.partition.requestAt(offset);
    return known ? requests.ofLikely(requestId, known.number) : requests.of(requestId);
  }

  private onHandlerEnded(event: EventOf<'HandlerEnded'>): void {
    const { offset, outcome } = event;
    const process = this.run.processOf(event.process);
    const reading = this.readingOf(event);
    if (reading === null) return;
    const isInHand = process.handlingReading === reading && process.handlingOffset === offset;
    process.handlingReading = null;
    if (outcome === 'FAILED') {
      this.exposures.failedAttempts++;
      process.fail(event, reading);
      return;
    }
    process.failedReading = null;
    process.handledCount++;
    const request = reading.partition.requestAt(offset) ?? null;
    if (outcome === 'DUPLICATE') {
      this.exposures.duplicatesDetected++;
      if (request !== null && request.coupon !== null) request.coupon.duplicateCount++;
    }
    const isFirst = reading.stateOf(offset) === 0;
    reading.mark(offset, RECORD.handled);
    const ownership = process.ownershipOf(reading);
    if (ownership !== null) ownership.handledEndOffset = offset + 1;
    const hasCoupon = request !== null && request.coupon !== null;
    if (isFirst && isInHand && !hasCoupon)
      this.orderPerKey.onHandled(event, process.handlingKey, reading);
  }

  private onEffect(event: EventOf<'EffectCommitted'>): void {
    const { run } = this;
    const { offset, issued, outcome, stockAfter } = event;
    const process = run.processOf(event.process);
    const partition = run.partitionOf(event.topic, event.partition);
    const isInHand = process.handlingRequest >= 0 && process.handlingRequestId === event.requestId;
    const request = isInHand
      ? run.requests.at(process.handlingRequest)
      : run.requests.of(event.requestId);
    const coupon = (request.coupon ??= run.couponOf(event.couponId));
    coupon.issuedCount += issued;
    coupon.deductedCount += event.deducted;
    if (event.deducted > 0 && stockAfter < coupon.lowestStock) coupon.lowestStock = stockAfter;
    if (outcome === 'SOLD_OUT') coupon.soldOutCount++;
    else if (outcome === 'ALREADY_ISSUED') coupon.alreadyIssuedCount++;
    if (issued > 0) {
      request.issueCount += issued;
      this.checkIssueOrder(partition, offset);
    }
    if (outcome !== '') {
      request.resultCount++;
      if (outcome === 'ISSUED') request.issuedResultCount++;
    }
    if (request.effectAtUs < 0) {
      request.decide(partition, offset, event.atUs, event.process);
      this.orderPerKey.onDecided(event, coupon, request, partition);
    }
    this.neverOversold.onEffect(event, coupon);
    this.oncePerRequest.onEffect(event, request);
    const known = partition.requestAt(offset) ?? request;
    // A log that was cut gives its offsets away again.
    if (known.number !== request.number && partition.cutAtUs < 0)
      this.oncePerRequest.onWrongRecord(event, known);
    this.oneCouponAUser.onEffect(event, coupon, request);
    const reading = this.readingOf(event);
    if (reading === null) return;
    reading.mark(offset, RECORD.effect);
    this.exposures.onEffect(process, reading);
    const ownership = process.ownershipOf(reading);
    if (ownership !== null) ownership.lastEffectOffset = offset;
  }

  private checkIssueOrder(partition: PartitionTrack, offset: number): void {
    const { lastIssuedOffset } = this;
    while (lastIssuedOffset.length <= partition.index) lastIssuedOffset.push(-1);
    if (offset <= lastIssuedOffset[partition.index]!) this.issuedOutOfLogOrder++;
    else lastIssuedOffset[partition.index] = offset;
  }

  private onDeadLettered(event: EventOf<'DeadLettered'>): void {
    this.deadLettered++;
    const reading = this.readingOf(event);
    if (reading === null) return;
    reading.mark(event.offset, RECORD.deadLettered);
    reading.partition.requestAt(event.offset)?.deadLetter();
  }
}
