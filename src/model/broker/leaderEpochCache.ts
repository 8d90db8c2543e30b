/** One leader's reign in a log. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/**
 * Which leader epoch wrote which part of a log. Mirrors `LeaderEpochFileCache`: a new leader adds
 * its epoch at its own log end at once, and truncation from either end keeps the entries true.
 */
export class LeaderEpochCache {
  private entries: EpochEntry[] = [];

  /** All entries, oldest first. */
  all(): readonly EpochEntry[] {
    return this.entries;
  }

  /** The newest epoch, or -1. */
  get latestEpoch(): number {
    return this.entries.at(-1)?.epoch ?? -1;
  }

  /**
   * Records that `epoch` begins at `startOffset`. An older entry that would be empty is replaced.
   */
  assign(epoch: number, startOffset: number): void {
    if (this.latestEpoch >= epoch) return;
    while (this.entries.length > 0 && this.entries.at(-1)!.startOffset >= startOffset)
      this.entries.pop();
    this.entries.push({ epoch, startOffset });
  }

  /**
   * The end of the largest epoch that is not above `epoch`. null: it cannot be resolved (unknown
   * future epoch, or no entry at all). An epoch below the oldest entry ends where the oldest
   * begins.
   */
  endOffsetFor(epoch: number, logEndOffset: number): { epoch: number; endOffset: number } | null {
    const latest = this.entries.at(-1);
    if (latest === undefined || epoch < 0) return null;
    if (epoch === latest.epoch) return { epoch, endOffset: logEndOffset };
    if (epoch > latest.epoch) return null;
    const above = this.entries.findIndex((entry) => entry.epoch > epoch);
    const endOffset = this.entries[above]!.startOffset;
    return { epoch: above === 0 ? epoch : this.entries[above - 1]!.epoch, endOffset };
  }

  /** The log was cut at `offset`: epochs that began there or later are gone. */
  truncateFromEnd(offset: number): void {
    while (this.entries.length > 0 && this.entries.at(-1)!.startOffset >= offset)
      this.entries.pop();
  }

  /** The log start rose to `offset`: the entry that covers it now begins there. */
  truncateFromStart(offset: number): void {
    let covering: EpochEntry | null = null;
    while (this.entries.length > 0 && this.entries[0]!.startOffset <= offset)
      covering = this.entries.shift()!;
    if (covering !== null) this.entries.unshift({ epoch: covering.epoch, startOffset: offset });
  }

  /** The epoch of the record at `offset`; -1: unknown. */
  epochAt(offset: number): number {
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const entry = this.entries[index]!;
      if (entry.startOffset <= offset) return entry.epoch;
    }
    return -1;
  }
}
