import type { EventOf } from '../history/event.ts';
import { countOf, formatMoment, nameRecords } from './formatMoment.ts';
import { LISTED_FINDINGS } from './findings.ts';
import type { RedeliveredRecord, Redelivery, RedeliveryCause } from './redelivery.ts';
import { explainRedelivery } from './explainRedelivery.ts';
import { redeliverySentence } from './redeliverySentence.ts';
import type { Delivery, GroupReading } from './track/groupReading.ts';
import { RECORD } from './track/groupReading.ts';
import { NO_COMMIT } from './track/ownership.ts';
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
 * A consumer reads on from its position, without gap and without going back, as long as it holds
 * the partition. It may start anywhere else only when it is assigned the partition, and then
 * exactly at an offset that was the committed one between the assignment and its first poll (or
 * where the reset policy says, if there was none). So a record comes again if and only if the
 * committed offset lay before it: its former owner had crashed, stopped, given the partition back
 * or been removed before its commit. Two owners may overlap only if the group has removed one of
 * them, which then goes on as a zombie. Everything else is a violation.
 */
export class EveryRedeliveryExplained {
  private readonly run: RunTrack;
  private readonly kept: OpenRedelivery[] = [];
  /** The first ones without a reason; described at the end, when they have all their records. */
  private readonly violations: Redelivery[] = [];
  private violationCount = 0;
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
    this.checkPosition(event, reading, ownership);
    const endOffset = Math.min(event.endOffset, reading.deliveredEndOffset);
    for (let offset = event.startOffset; offset < endOffset; offset++) {
      const previous = reading.deliveryAt[offset];
      if (previous !== undefined) this.onRedelivered(event, offset, previous, reading, ownership);
    }
  }

  finish(isOver: boolean): Verdict {
    const { recordCount, violationCount: findingCount } = this;
    const rule = 'every redelivery explained';
    const findings = this.violations.map(violationOf);
    if (findingCount > 0) {
      const sentence =
        `${countOf(findingCount, 'redelivery', 'redeliveries')} without a legal reason, ` +
        `of ${countOf(recordCount, 'record')} delivered again.`;
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    const status = isOver ? 'holds' : 'unknown';
    return { rule, status, sentence: this.summary(), findingCount, findings };
  }

  private summary(): string {
    if (this.recordCount === 0) return 'No record was delivered twice.';
    const causes = [...this.causeCounts].map(([cause, count]) => `${count} ${CAUSE_WORDS[cause]}`);
    return (
      `${countOf(this.recordCount, 'record')} delivered again, all for a known reason: ` +
      `${causes.join(', ')}.`
    );
  }

  /** Is this where the consumer may read? */
  private checkPosition(
    event: EventOf<'Polled'>,
    reading: GroupReading,
    ownership: Ownership,
  ): void {
    const { startOffset } = event;
    const { leaderChangedAtUs } = reading.partition;
    if (ownership.position < 0) {
      const { startCandidates } = ownership;
      if (!ownership.isAssigned)
        ownership.problem = `${event.process} was not assigned the partition`;
      else if (startCandidates.includes(startOffset) || startCandidates.includes(NO_COMMIT)) return;
      else if (leaderChangedAtUs >= 0) ownership.isAfterTruncation = true;
      else
        ownership.problem =
          `it started at ${startOffset}, but ` + `${commitText(reading, startCandidates)}`;
    } else if (startOffset < ownership.position) {
      if (leaderChangedAtUs >= ownership.assignedAtUs) ownership.isAfterTruncation = true;
      else {
        const from = `from ${ownership.position} to ${startOffset}`;
        ownership.problem = `it went back ${from} without giving the partition up in between`;
      }
    }
  }

  private onRedelivered(
    event: EventOf<'Polled'>,
    offset: number,
    previous: Delivery,
    reading: GroupReading,
    ownership: Ownership,
  ): void {
    const hadEffect = (reading.stateOf(offset) & (RECORD.effect | RECORD.handled)) !== 0;
    const isNext =
      this.open !== null && this.openOwnership === ownership && this.open.endOffset === offset;
    if (!isNext || this.openPrevious !== previous.ownership)
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
      committedOffset:
        ownership.position < 0 ? committedAtStart(event, ownership) : reading.committedOffset,
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

function committedAtStart(event: EventOf<'Polled'>, ownership: Ownership): number {
  return ownership.startCandidates.includes(event.startOffset) ? event.startOffset : NO_COMMIT;
}

function commitText(reading: GroupReading, candidates: readonly number[]): string {
  const offsets = [...new Set(candidates)].join(' or ');
  return (
    `the committed offset was ${offsets} (by ${reading.committedBy} at ` +
    `${formatMoment(reading.committedAtUs)})`
  );
}
