import type { EventOf } from '../history/event.ts';
import type { GroupReading } from './track/groupReading.ts';
import type { ProcessTrack } from './track/processTrack.ts';
import type { RunTrack } from './track/runTrack.ts';

/** How often a run was in an interesting situation. A test that never is proves nothing. */
export interface ExposureCounts {
  /**
   * A consumer died holding a record whose effect was written and whose offset was not committed.
   */
  readonly crashesBetweenEffectAndCommit: number;
  /** A consumer died with a record in hand. */
  readonly crashesInHandler: number;
  /** An effect was written by a process that no longer held the partition. */
  readonly zombieEffects: number;
  /** A rebalance began while a consumer had polled records that it had not handled. */
  readonly rebalancesInMidBatch: number;
  readonly duplicatesDetected: number;
  readonly refusedCommits: number;
  /** A commit covered records that nobody had handled. */
  readonly earlyCommits: number;
  readonly redeliveries: number;
  /** Redelivered records that had been handled before. */
  readonly redeliveriesAfterEffect: number;
  readonly crashes: number;
  readonly pauses: number;
  readonly failedAttempts: number;
}

/** Counts the situations that witness what a run has exercised. */
export class Exposures {
  private readonly run: RunTrack;
  private crashesBetweenEffectAndCommit = 0;
  private crashesInHandler = 0;
  private zombieEffects = 0;
  private rebalancesInMidBatch = 0;
  duplicatesDetected = 0;
  refusedCommits = 0;
  crashes = 0;
  pauses = 0;
  failedAttempts = 0;

  constructor(run: RunTrack) {
    this.run = run;
  }

  /** Before the crash is entered. */
  onCrashed(event: EventOf<'Crashed'>): void {
    this.crashes++;
    const process = this.run.processOf(event.process);
    if (process.handlingReading !== null) this.crashesInHandler++;
    for (const { lastEffectOffset, reading } of process.ownerships) {
      if (lastEffectOffset >= 0 && lastEffectOffset >= reading.committedOffset)
        this.crashesBetweenEffectAndCommit++;
    }
  }

  onEffect(process: ProcessTrack, reading: GroupReading): void {
    const owner = reading.lastOwner;
    if (owner === null) return;
    const ownership = process.ownershipOf(reading);
    if (owner.process !== process || ownership === null || ownership.removal !== null)
      this.zombieEffects++;
  }

  onGroupStateChanged(event: EventOf<'GroupStateChanged'>): void {
    if (event.to !== 'PreparingRebalance' && event.to !== 'Assigning') return;
    const group = this.run.groupOf(event.group);
    group.rebalanceCount++;
    for (const process of this.run.processes.values()) {
      if (process.group === group && hasUnhandled(process)) this.rebalancesInMidBatch++;
    }
  }

  counts(redeliveries: number, redeliveriesAfterEffect: number): ExposureCounts {
    let earlyCommits = 0;
    for (const { readings } of this.run.partitions) {
      for (const reading of readings) earlyCommits += reading?.earlyCommitCount ?? 0;
    }
    const { crashesBetweenEffectAndCommit, crashesInHandler, zombieEffects, rebalancesInMidBatch } =
      this;
    const { duplicatesDetected, refusedCommits, crashes, pauses, failedAttempts } = this;
    return {
      crashesBetweenEffectAndCommit,
      crashesInHandler,
      zombieEffects,
      rebalancesInMidBatch,
      duplicatesDetected,
      refusedCommits,
      earlyCommits,
      redeliveries,
      redeliveriesAfterEffect,
      crashes,
      pauses,
      failedAttempts,
    };
  }
}

function hasUnhandled(process: ProcessTrack): boolean {
  return process.ownerships.some(
    ({ position, handledEndOffset }) => position > Math.max(handledEndOffset, 0),
  );
}
