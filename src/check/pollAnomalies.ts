import type { EventOf } from '../history/event.ts';
import type { Anomaly } from './anomaly.ts';
import { Findings } from './findings.ts';
import { formatMoment, nameRecords } from './formatMoment.ts';
import type { GroupReading } from './track/groupReading.ts';
import { NO_COMMIT } from './track/ownership.ts';
import type { Ownership } from './track/ownership.ts';

/**
 * Anomalies of a consumer's own reading: `poll-skip`, it went over records that nobody in the group
 * had polled; `nonmonotonic-poll`, it went back to what it had polled itself. Each is told with its
 * reason: a commit, a reset where nothing was committed, a new assignment.
 */
export class PollAnomalies {
  private readonly skips = new Findings();
  private readonly steps = new Findings();

  /** Before the poll is entered into the reading. */
  onPolled(event: EventOf<'Polled'>, reading: GroupReading, ownership: Ownership): void {
    if (ownership.position >= 0) {
      if (event.startOffset > ownership.position)
        this.addSkip(event, reading, ownership, ownership.position);
      else if (event.startOffset < ownership.position)
        this.addStepBack(event, reading, ownership.position);
      return;
    }
    const { deliveredEndOffset } = reading;
    if (event.startOffset > deliveredEndOffset)
      this.addSkip(event, reading, ownership, deliveredEndOffset);
    if (event.startOffset < deliveredEndOffset) {
      const formerEnd = polledEndOf(reading, ownership);
      if (event.startOffset < formerEnd) this.addStepBack(event, reading, formerEnd);
    }
  }

  finish(): readonly Anomaly[] {
    return [
      { name: 'poll-skip', count: this.skips.count, findings: this.skips.listed },
      { name: 'nonmonotonic-poll', count: this.steps.count, findings: this.steps.listed },
    ];
  }

  private addSkip(
    event: EventOf<'Polled'>,
    reading: GroupReading,
    ownership: Ownership,
    from: number,
  ): void {
    const { process, atUs, startOffset } = event;
    this.skips.add(() => {
      const records = nameRecords(reading.partition.name, from, startOffset);
      return {
        sentence:
          `${process} went over ${records} at ${formatMoment(atUs)}: ` +
          `${skipReason(event, reading, ownership)}.`,
        atUs,
        processes: [process],
        records: [records],
        requestIds: [],
      };
    });
  }

  private addStepBack(event: EventOf<'Polled'>, reading: GroupReading, from: number): void {
    const { process, atUs, startOffset } = event;
    this.steps.add(() => {
      const records = nameRecords(reading.partition.name, startOffset, from);
      return {
        sentence:
          `${process} went back to ${records} at ${formatMoment(atUs)}, which it had ` +
          `polled before.`,
        atUs,
        processes: [process],
        records: [records],
        requestIds: [],
      };
    });
  }
}

function skipReason(event: EventOf<'Polled'>, reading: GroupReading, ownership: Ownership): string {
  const { startOffset } = event;
  if (ownership.position >= 0) return 'in the middle of an assignment, for no known reason';
  const { startCandidates } = ownership;
  if (startCandidates.includes(startOffset)) {
    const { committedBy, committedAtUs } = reading;
    const commit = reading.earlyCommitOf(startOffset - 1);
    const by = commit === undefined ? committedBy : commit.process;
    const at = commit === undefined ? committedAtUs : commit.atUs;
    return `${by} had committed ${startOffset} at ${formatMoment(at)}, before that was handled`;
  }
  if (startCandidates.includes(NO_COMMIT)) {
    return `nothing was committed, and auto.offset.reset led to ${startOffset}`;
  }
  return `the committed offset was ${startCandidates.join(' or ')}, so for no known reason`;
}

/** How far this consumer had polled the partition in its former assignments. */
function polledEndOf(reading: GroupReading, ownership: Ownership): number {
  let end = 0;
  for (const former of reading.ownerships) {
    if (former !== ownership && former.process === ownership.process && former.position > end)
      end = former.position;
  }
  return end;
}
