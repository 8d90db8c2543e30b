import type { EventOf } from '../../history/event.ts';
import type { GroupReading } from './groupReading.ts';
import type { RunTrack } from './runTrack.ts';

/** Refusals after which the commit may have been stored all the same: the answer was lost. */
const UNCERTAIN_ERRORS: ReadonlySet<string> = new Set([
  'TimeoutException',
  'RetriableCommitFailedException',
  'DisconnectException',
  'NetworkException',
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
]);

/**
 * Follows committed offsets. The coordinator's own word (`OffsetStored`) is the truth; without it,
 * what the clients were told, and what they have sent without an answer may be stored too.
 */
export class CommitTrack {
  private readonly run: RunTrack;

  constructor(run: RunTrack) {
    this.run = run;
  }

  onOffsetStored(event: EventOf<'OffsetStored'>): void {
    const group = this.run.groupOf(event.group);
    this.run
      .readingOf(event.topic, event.partition, group)
      .commit(event.offset, event.atUs, event.client);
  }

  onCommitStarted(event: EventOf<'CommitStarted'>): void {
    if (this.run.hasInternalEvents) return;
    const reading = this.readingOf(event);
    reading.openCommits.push({ process: event.process, offset: event.offset });
    for (const ownership of reading.starting) ownership.startCandidates.push(event.offset);
  }

  onCommitted(event: EventOf<'Committed'>): void {
    if (this.run.hasInternalEvents) return;
    const reading = this.readingOf(event);
    // One connection handles requests in order: what this client sent before is done too.
    closeCommits(reading, event.process, event.offset, true);
    reading.commit(event.offset, event.atUs, event.process);
  }

  onCommitRefused(event: EventOf<'CommitRefused'>): void {
    const reading = this.readingOf(event);
    const ownership = this.run.processOf(event.process).ownershipOf(reading);
    if (ownership !== null) {
      ownership.refusedOffset = event.offset;
      ownership.refusedError = event.error;
    }
    if (this.run.hasInternalEvents || UNCERTAIN_ERRORS.has(event.error)) return;
    closeCommits(reading, event.process, event.offset, false);
  }

  private readingOf(event: EventOf<'CommitStarted' | 'Committed' | 'CommitRefused'>): GroupReading {
    return this.run.readingOf(event.topic, event.partition, this.run.groupOf(event.group));
  }
}

/**
 * Takes the commit of this offset from the open ones, and with `before` all that its client sent
 * before.
 */
function closeCommits(
  reading: GroupReading,
  process: string,
  offset: number,
  before: boolean,
): void {
  const { openCommits } = reading;
  const last = openCommits.findIndex(
    (commit) => commit.process === process && commit.offset === offset,
  );
  for (let index = last; index >= 0; index--) {
    const isOlder = before && openCommits[index]!.process === process;
    if (index === last || isOlder) openCommits.splice(index, 1);
  }
}
