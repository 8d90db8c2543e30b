import { Findings } from './findings.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import type { RunEnd } from './runEnd.ts';
import { NO_COMMIT } from './track/ownership.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/**
 * Rule `drained`: once workload and faults are over, the system comes to rest by itself: everything
 * is handled and committed, every group is stable. If not, what is pending is named: lag by
 * partition, live consumers without a partition, partitions without a consumer, requests without a
 * result.
 */
export class Drained {
  private readonly run: RunTrack;
  private readonly pending = new Findings();

  constructor(run: RunTrack) {
    this.run = run;
  }

  finish(end: RunEnd, quietUs: number): Verdict {
    const rule = 'drained';
    if (end === 'drained') {
      const took =
        quietUs < 0
          ? ''
          : `, ${formatMoment(this.run.lastUs - quietUs)} after workload and faults were over`;
      return {
        rule,
        status: 'holds',
        sentence: `Everything came to rest${took}.`,
        findingCount: 0,
        findings: [],
      };
    }
    this.findLag();
    this.findIdle();
    this.findUndecided();
    const { count: findingCount, listed: findings } = this.pending;
    const isViolated = end === 'deadline';
    const what =
      findingCount === 0
        ? 'nothing known is pending'
        : countOf(findingCount, 'thing is', 'things are') + ' pending';
    const why = isViolated ? 'The system did not come to rest in time' : STOPPED[end];
    return {
      rule,
      status: isViolated ? 'violated' : 'unknown',
      sentence: `${why}: ${what}.`,
      findingCount,
      findings,
    };
  }

  private findLag(): void {
    for (const partition of this.run.partitions) {
      for (const group of this.run.groups) {
        if (!group.topics.includes(partition.topic)) continue;
        const reading = this.run.readingOf(partition.topic, partition.partition, group);
        const committed = reading.committedOffset;
        const lag = partition.endOffset - (committed === NO_COMMIT ? 0 : committed);
        if (lag <= 0) continue;
        const at = committed === NO_COMMIT ? 'nothing committed' : `committed up to ${committed}`;
        const owner = reading.lastOwner;
        const held =
          owner === null || owner.end !== 'open'
            ? ', nobody holds it'
            : `, held by ${owner.process.name}`;
        this.add(
          `${partition.name} has a lag of ${lag} in ${group.group}: ${at}, end ` +
            `${partition.endOffset}${held}.`,
          owner === null ? [] : [owner.process.name],
        );
      }
    }
  }

  private findIdle(): void {
    for (const { name, group, isAlive, ownerships } of this.run.processes.values()) {
      if (group === null || !isAlive || ownerships.length > 0) continue;
      this.add(`${name} runs, but holds no partition of ${group.topics.join(', ')}.`, [name]);
    }
  }

  private findUndecided(): void {
    if (!this.run.groups.some((group) => group.application === 'coupon-issuer')) return;
    for (const request of this.run.requests.values()) {
      if (
        request.ackedSeq < 0 ||
        request.coupon === null ||
        request.resultCount > 0 ||
        request.isDeadLettered
      )
        continue;
      this.pending.add(() => ({
        sentence:
          `${request.requestId}, accepted at ${formatMoment(request.ackedAtUs)}, has no ` +
          `result.`,
        atUs: request.ackedAtUs,
        processes: [],
        records: request.partition === null ? [] : [request.partition.recordName(request.offset)],
        requestIds: [request.requestId],
      }));
    }
  }

  private add(sentence: string, processes: readonly string[]): void {
    this.pending.add(() => ({
      sentence,
      atUs: this.run.lastUs,
      processes,
      records: [],
      requestIds: [],
    }));
  }
}

const STOPPED: Readonly<Record<Exclude<RunEnd, 'drained' | 'deadline'>, string>> = {
  interrupted: 'The run was interrupted',
  cut: 'The history ends before the run did',
};
