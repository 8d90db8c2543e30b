import { Findings } from './findings.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import { lagOf, PendingWork } from './pendingWork.ts';
import type { RunEnd } from './runEnd.ts';
import type { GroupReading } from './track/groupReading.ts';
import { NO_COMMIT } from './track/ownership.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/**
 * Rule `drained`: once workload and faults are over, the system comes to rest by itself: everything
 * is handled and committed, every group is stable. If not, what is pending is named. That the run
 * says so is not enough: the offsets must say so too.
 */
export class Drained {
  private readonly run: RunTrack;
  private readonly pending = new Findings();

  constructor(run: RunTrack) {
    this.run = run;
  }

  finish(end: RunEnd, quietUs: number): Verdict {
    const rule = 'drained';
    if (end !== 'drained' || this.hasLag()) new PendingWork(this.run, this.pending).find();
    const { count: findingCount, listed: findings } = this.pending;
    if (end === 'drained' && findingCount === 0) {
      const took =
        quietUs < 0
          ? ''
          : `, ${formatMoment(this.run.lastUs - quietUs)} after workload and faults were over`;
      const sentence = `Everything came to rest${took}.`;
      return { rule, status: 'holds', sentence, findingCount, findings };
    }
    const status = end === 'drained' || end === 'deadline' ? 'violated' : 'unknown';
    return { rule, status, sentence: `${WHY[end]}: ${this.what()}.`, findingCount, findings };
  }

  /** The chief thing, and how many others there are. */
  private what(): string {
    const { count, listed } = this.pending;
    const first = listed[0];
    if (first === undefined) return 'nothing known is pending';
    const chief = first.sentence.replace(/\.$/, '');
    if (count === 1) return chief;
    return `${chief}; ${countOf(count - 1, 'more thing is', 'more things are')} pending`;
  }

  private hasLag(): boolean {
    return this.run.partitions.some(({ readings }) =>
      readings.some((reading) => reading !== undefined && isLagging(reading)),
    );
  }
}

/** A group that starts to read at the end of the log may have nothing to commit. */
function isLagging(reading: GroupReading): boolean {
  const { committedOffset, deliveredEndOffset, partition, group } = reading;
  if (!group.topics.includes(partition.topic)) return false;
  if (committedOffset !== NO_COMMIT) return lagOf(reading) > 0;
  return deliveredEndOffset > 0 && deliveredEndOffset < partition.endOffset;
}

const WHY: Readonly<Record<RunEnd, string>> = {
  drained: 'The run says that everything came to rest, but its events do not',
  deadline: 'The system did not come to rest in time',
  interrupted: 'The run was interrupted',
  cut: 'The history ends before the run did',
};
