import type { EventOf } from '../history/event.ts';
import { countOf, formatMoment, nameRecords } from './formatMoment.ts';
import { Findings, LISTED_FINDINGS } from './findings.ts';
import type { RedeliveredRecord, Redelivery, RedeliveryCause } from './redelivery.ts';
import { explainRedelivery } from './explainRedelivery.ts';
import { judgePosition } from './judgePosition.ts';
import { redeliverySentence } from './redeliverySentence.ts';
import type { Delivery, GroupReading } from './track/groupReading.ts';
import { RECORD } from './track/groupReading.ts';
import type { Ownership } from './track/ownership.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Finding, Verdict } from './verdict.ts';

/** Redeliveries kept; more are only counted. */
const KEPT_REDELIVERIES = 500;
/** Records listed of one redelivery. */
const LISTED_RECORDS = 100;

type OpenRedelivery = { -readonly [K in keyof Redelivery]: Redelivery[K] } & {
  records: RedeliveredRecord[];
};

/**
 * Rule `every redelivery explained`: a record is delivered again only for a reason that Kafka's
 * semantics allow, and the reason is in the history.
 *
 * A consumer polls what it was assigned, from where `judgePosition` says. So a record comes again
 * if and only if the committed offset lay before it: its former owner had crashed, stopped, given
 * the partition back or been removed before its commit. Two owners may overlap only if the group
 * has removed one of them, which then goes on as a zombie. Everything else is a violation, and so
 * is a poll that nothing allows although it returns no record again.
 */
export class EveryRedeliveryExplained {
  private readonly run: RunTrack;
  private readonly kept: OpenRedelivery[] = [];
  /** The first ones without a reason; described at the end, when they have all their records. */
  private readonly violations: Redelivery[] = [];
  private violationCount = 0;
  /** Polls and records in hand that nothing allows, without a redelivery. */
  private readonly illegal = new Findings();
  private readonly causeCounts = new Map<RedeliveryCause, number>();
  /** The redelivery that the next record may continue, with the hold that it came from. */
  private open: OpenRedelivery | null = null;
  private openOwnership: Ownership | null = null;
  private openPrevious: Ownership | null = null;
  /** Records delivered again, each as often as it was. */
  recordCount = 0;
  /** Of these, records that had been handled before. */
  withEffectCount = 0;

  constructor(run: RunTrack) {
    this.run = run;
  }

  /** The redeliveries in order; the first ones of very many. */
  get redeliveries(): readonly Redelivery[] {
    return this.kept;
  }

  /** Before the poll is entered into the reading. */
  onPolled(event: EventOf<'Polled'>, reading: GroupReading, ownership: Ownership): void {
    const hadProblem = ownership.problem !== '';
    judgePosition(event, reading, ownership);
    let isAgain = false;
    const endOffset = Math.min(event.endOffset, reading.deliveredEndOffset);
    for (let offset = event.startOffset; offset < endOffset; offset++) {
      const previous = reading.deliveryAt(offset);
      if (previous === undefined) continue;
      isAgain = true;
      this.onRedelivered(event, offset, previous, reading, ownership);
    }
    // A redelivery names the problem itself.
    if (ownership.problem !== '' && !hadProblem && !isAgain) this.addIllegalPoll(event, ownership);
  }

  /** A record is in hand that nobody in the group has polled. */
  onUnpolledHandled(event: EventOf<'HandlerStarted'>): void {
    const { process, topic, partition, offset, atUs } = event;
    this.illegal.add(() => {
      const record = `${topic}-${partition}@${offset}`;
      return {
        sentence: `${process} handled ${record} at ${formatMoment(atUs)}, which nobody had polled.`,
        atUs,
        processes: [process],
        records: [record],
        requestIds: [],
      };
    });
  }

  finish(isOver: boolean): Verdict {
    const rule = 'every redelivery explained';
    const findingCount = this.violationCount + this.illegal.count;
    const findings = [...this.violations.map(violationOf), ...this.illegal.listed].slice(
      0,
      LISTED_FINDINGS,
    );
    if (findingCount > 0)
      return { rule, status: 'violated', sentence: this.objection(), findingCount, findings };
    const status = isOver ? 'holds' : 'unknown';
    return { rule, status, sentence: this.summary(), findingCount, findings };
  }

  private objection(): string {
    const { recordCount, violationCount, illegal } = this;
    const redeliveries =
      `${countOf(violationCount, 'redelivery', 'redeliveries')} without a legal reason, ` +
      `of ${countOf(recordCount, 'record')} delivered again`;
    const polls = `${countOf(illegal.count, 'read')} that nothing allows`;
    const parts = [violationCount === 0 ? '' : redeliveries, illegal.count === 0 ? '' : polls];
    return `${parts.filter((part) => part !== '').join('; ')}.`;
  }

  private summary(): string {
    if (this.recordCount === 0) return 'No record was delivered twice.';
    const causes = [...this.causeCounts].map(([cause, count]) => `${count} ${CAUSE_WORDS[cause]}`);
    return (
      `${countOf(this.recordCount, 'record')} delivered again, all for a known reason: ` +
      `${causes.join(', ')}.`
    );
  }

  private onRedelivered(
    event: EventOf<'Polled'>,
    offset: number,
    previous: Delivery,
    reading: GroupReading,
    ownership: Ownership,
  ): void {
    const hadEffect = (reading.stateOf(offset) & (RECORD.effect | RECORD.handled)) !== 0;
    if (!this.isContinued(offset, previous, reading, ownership))
      this.start(event, offset, previous, reading, ownership);
    const open = this.open!;
    this.recordCount++;
    this.causeCounts.set(open.cause, (this.causeCounts.get(open.cause) ?? 0) + 1);
    open.endOffset = offset + 1;
    if (hadEffect) {
      open.withEffectCount++;
      this.withEffectCount++;
    }
    if (open.records.length < LISTED_RECORDS) {
      const { name } = previous.ownership.process;
      open.records.push({ offset, previousProcess: name, previousAtUs: previous.atUs, hadEffect });
    }
  }

  /** The record follows the one before in the same redelivery, for the same reason. */
  private isContinued(
    offset: number,
    previous: Delivery,
    reading: GroupReading,
    ownership: Ownership,
  ): boolean {
    const { open, openOwnership, openPrevious } = this;
    if (open === null || openOwnership !== ownership || open.endOffset !== offset) return false;
    if (openPrevious !== previous.ownership) return false;
    // Behind the offset that a commit went back from, something else is the reason.
    return open.cause !== 'commit went back' || offset < reading.wentBackFrom;
  }

  private start(
    event: EventOf<'Polled'>,
    offset: number,
    previous: Delivery,
    reading: GroupReading,
    ownership: Ownership,
  ): void {
    const explanation = explainRedelivery(
      reading,
      ownership,
      previous,
      offset,
      this.run.hasInternalEvents,
    );
    const open: OpenRedelivery = {
      group: reading.group.group,
      topic: event.topic,
      partition: event.partition,
      startOffset: offset,
      endOffset: offset + 1,
      process: event.process,
      atUs: event.atUs,
      cause: explanation.cause,
      problem: explanation.problem,
      previousProcess: previous.ownership.process.name,
      previousAtUs: previous.atUs,
      endedAtUs: explanation.endedAtUs,
      detail: explanation.detail,
      committedOffset: ownership.startCommit,
      generationBefore: previous.ownership.generation,
      generationAfter: ownership.generation,
      withEffectCount: 0,
      records: [],
    };
    this.open = open;
    this.openOwnership = ownership;
    this.openPrevious = previous.ownership;
    if (this.kept.length < KEPT_REDELIVERIES) this.kept.push(open);
    if (open.cause !== 'unexplained') return;
    this.violationCount++;
    if (this.violations.length < LISTED_FINDINGS) this.violations.push(open);
  }

  private addIllegalPoll(event: EventOf<'Polled'>, ownership: Ownership): void {
    const { process, topic, partition, startOffset, endOffset, atUs } = event;
    this.illegal.add(() => {
      const records = nameRecords(`${topic}-${partition}`, startOffset, endOffset);
      return {
        sentence:
          `${process} polled ${records} at ${formatMoment(atUs)} without a legal reason: ` +
          `${ownership.problem}.`,
        atUs,
        processes: [process],
        records: [records],
        requestIds: [],
      };
    });
  }
}

const CAUSE_WORDS: Readonly<Record<RedeliveryCause, string>> = {
  crash: 'after a crash',
  stop: 'after an orderly end',
  revocation: 'after a rebalance',
  eviction: 'after a removal from the group',
  zombie: 'to a zombie',
  'commit went back': 'after a commit that went back',
  'log truncated': 'after a change of leader',
  'assigned anew': 'after a new assignment',
  unexplained: 'without a reason',
};

function violationOf(redelivery: Redelivery): Finding {
  const { topic, partition, startOffset, endOffset, atUs, process, previousProcess } = redelivery;
  return {
    sentence: redeliverySentence(redelivery),
    atUs,
    processes: previousProcess === process ? [process] : [previousProcess, process],
    records: [nameRecords(`${topic}-${partition}`, startOffset, endOffset)],
    requestIds: [],
  };
}
