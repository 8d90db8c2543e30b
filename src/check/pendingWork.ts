import type { Findings } from './findings.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import type { GroupReading } from './track/groupReading.ts';
import type { GroupTrack } from './track/groupTrack.ts';
import type { PartitionTrack } from './track/partitionTrack.ts';
import { NO_COMMIT } from './track/ownership.ts';
import type { ProcessTrack } from './track/processTrack.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';

/** Requests named of those that wait in one partition. */
const NAMED_REQUESTS = 3;

/**
 * Names what is still to be done when a history ends, causes before their effects: brokers
 * that are dead, groups that nobody works for or that do not settle, consumers that are stuck, lag,
 * producers that wait for an answer, requests without a result.
 */
export class PendingWork {
  private readonly run: RunTrack;
  private readonly pending: Findings;

  constructor(run: RunTrack, pending: Findings) {
    this.run = run;
    this.pending = pending;
  }

  find(): void {
    const { run } = this;
    for (const process of run.processes.values()) this.findDead(process);
    for (const group of run.groups) this.findGroup(group);
    for (const process of run.processes.values()) this.findStuck(process);
    for (const partition of run.partitions) {
      for (const group of run.groups) {
        if (!group.topics.includes(partition.topic)) continue;
        this.findLag(run.readingOf(partition.topic, partition.partition, group));
      }
    }
    for (const process of run.processes.values()) this.findSends(process);
    if (run.groups.some((group) => group.application === 'coupon-issuer')) this.findUndecided();
  }

  /** Brokers: without them, nobody gets an answer. What a dead producer had to do is given up. */
  private findDead({ name, group, end, endedAtUs }: ProcessTrack): void {
    if (end !== 'crashed' || group !== null || this.run.header.producers.includes(name)) return;
    this.add(`${name} crashed at ${formatMoment(endedAtUs)} and was not started again.`, [name]);
  }

  private findGroup(group: GroupTrack): void {
    const members = [...this.run.processes.values()].filter((process) => process.group === group);
    const live = members.filter(({ isAlive }) => isAlive);
    if (live.length === 0) {
      const ends = members.map(endOf).filter((end) => end !== '');
      const why = ends.length === 0 ? 'none was ever started' : ends.join(', ');
      this.add(`${group.group} has no live consumer: ${why}.`, namesOf(members));
      return;
    }
    const { state, stateAtUs, stateReason } = group;
    if (state !== '' && state !== 'Stable') {
      const since = `${state} since ${formatMoment(stateAtUs)}`;
      this.add(`${group.group} is ${since}: ${stateReason}.`, namesOf(live));
    }
    if (!this.run.hasInternalEvents) return;
    for (const { name, memberId } of live) {
      if (memberId === '') this.add(`${name} runs, but is no member of ${group.group}.`, [name]);
    }
  }

  private findStuck(process: ProcessTrack): void {
    const { name, isAlive, isPaused, handlingReading, failedReading } = process;
    if (!isAlive) return;
    if (isPaused) this.add(`${name} is paused since ${formatMoment(process.pausedAtUs)}.`, [name]);
    if (handlingReading !== null) {
      const record = handlingReading.partition.recordName(process.handlingOffset);
      const since = formatMoment(process.handlingSinceUs);
      const attempt = process.handlingAttempt > 1 ? `, attempt ${process.handlingAttempt}` : '';
      const last = failedReading === null ? '' : `; the last one failed: ${process.failedError}`;
      this.add(`${name} has ${record} in hand since ${since}${attempt}${last}.`, [name], [record]);
    } else if (failedReading !== null) {
      const record = failedReading.partition.recordName(process.failedOffset);
      const failed = `failed at ${formatMoment(process.failedAtUs)}: ${process.failedError}`;
      this.add(`${name} is to try ${record} again, which ${failed}.`, [name], [record]);
    }
  }

  private findLag(reading: GroupReading): void {
    const { partition, group, lastOwner } = reading;
    const lag = lagOf(reading);
    if (lag <= 0) return;
    const committed = committedText(reading);
    this.add(
      `${partition.name} has a lag of ${lag} in ${group.group}: ${committed}, end ` +
        `${partition.endOffset}, ${holderOf(reading)}.`,
      lastOwner === null ? [] : [lastOwner.process.name],
    );
  }

  private findSends({ name, isAlive, startedAtUs, openSendCount }: ProcessTrack): void {
    if (!isAlive || openSendCount <= 0) return;
    const waiting = [...this.run.requests].filter(
      ({ openSubmissionCount, submittedBy, submittedAtUs }) =>
        openSubmissionCount > 0 && submittedBy === name && submittedAtUs >= startedAtUs,
    );
    const first = waiting[0];
    const since =
      first === undefined
        ? ''
        : `: ${nameRequests(waiting)}, the first since ${formatMoment(first.submittedAtUs)}`;
    this.add(`${name} waits for the answer to ${countOf(openSendCount, 'send')}${since}.`, [name]);
  }

  private findUndecided(): void {
    const byPartition = new Map<PartitionTrack | null, RequestTrack[]>();
    for (const request of this.run.requests) {
      const { ackedSeq, coupon, resultCount, isDeadLettered, partition } = request;
      if (ackedSeq < 0 || coupon === null || resultCount > 0 || isDeadLettered) continue;
      const waiting = byPartition.get(partition);
      if (waiting === undefined) byPartition.set(partition, [request]);
      else waiting.push(request);
    }
    for (const [partition, waiting] of byPartition) {
      const where = partition === null ? '' : ` in ${partition.name}`;
      const have = waiting.length === 1 ? 'has' : 'have';
      const accepted = countOf(waiting.length, 'accepted request');
      this.pending.add(() => ({
        sentence:
          `${accepted}${where} ${have} no result: ${nameRequests(waiting)}, accepted at ` +
          `${formatMoment(waiting[0]!.ackedAtUs)}${waiting.length === 1 ? '' : ' or later'}.`,
        atUs: waiting[0]!.ackedAtUs,
        processes: [],
        records: waiting.flatMap((request) =>
          request.partition === null ? [] : [request.partition.recordName(request.offset)],
        ),
        requestIds: waiting.map(({ requestId }) => requestId),
      }));
    }
  }

  private add(
    sentence: string,
    processes: readonly string[],
    records: readonly string[] = [],
  ): void {
    const atUs = this.run.lastUs;
    this.pending.add(() => ({ sentence, atUs, processes, records, requestIds: [] }));
  }
}

/** End offset minus what is committed or, as its answer may be on the way, about to be. */
export function lagOf({ committedOffset, openCommits, partition }: GroupReading): number {
  let committed = committedOffset === NO_COMMIT ? 0 : committedOffset;
  for (const { offset } of openCommits) if (offset > committed) committed = offset;
  return partition.endOffset - committed;
}

/** What is committed, and how it came that it is less than it was. */
function committedText({ committedOffset, wentBackFrom, wentBackAtUs }: GroupReading): string {
  if (committedOffset === NO_COMMIT) return 'nothing committed';
  const committed = `committed up to ${committedOffset}`;
  if (wentBackFrom <= committedOffset) return committed;
  const takenBack = `took it back from ${wentBackFrom}`;
  return `${committed} (a commit at ${formatMoment(wentBackAtUs)} ${takenBack})`;
}

/** Who has the partition and what became of him. */
function holderOf({ lastOwner }: GroupReading): string {
  if (lastOwner === null) return 'nobody was ever assigned it';
  const { process, end, endedAtUs, position } = lastOwner;
  const { name } = process;
  switch (end) {
    case 'open':
      return `held by ${name}, which has read ${position < 0 ? 'nothing' : `up to ${position}`}`;
    case 'crashed':
    case 'stopped':
      return `nobody holds it since ${name} ${end} at ${formatMoment(endedAtUs)}`;
    case 'revoked':
    case 'lost':
    case 'assigned anew':
      return `nobody holds it since ${name} gave it back at ${formatMoment(endedAtUs)}`;
  }
}

/** How the last life of a consumer ended; '' if it was never started. */
function endOf({
  name,
  end,
  endedAtUs,
  failedReading,
  failedOffset,
  failedError,
}: ProcessTrack): string {
  if (end === '') return '';
  const ended = `${name} ${end} at ${formatMoment(endedAtUs)}`;
  if (end === 'crashed' || failedReading === null) return ended;
  const record = failedReading.partition.recordName(failedOffset);
  return `${ended} over ${record}, which failed: ${failedError}`;
}

function namesOf(processes: readonly ProcessTrack[]): string[] {
  return processes.map(({ name }) => name);
}

/** `REQ-1, REQ-2, REQ-3 and 5 more`. */
function nameRequests(requests: readonly RequestTrack[]): string {
  const named = requests.slice(0, NAMED_REQUESTS).map(({ requestId }) => requestId);
  const rest = requests.length - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}
