import type { DumpBatch } from './dumpEntry.ts';

type KnownBatch = Pick<DumpBatch, 'baseOffset' | 'crc' | 'partitionLeaderEpoch'>;

/** What a batch is to a reader who has read the log before. */
export interface BatchNews {
  readonly isNew: boolean;
  /** From this offset on, what was read before is not there any more; `null`: all still is. */
  readonly truncatedFrom: number | null;
}

/**
 * Remembers the batches of a log from one reading to the next. Logs grow at their end; now and then
 * a follower cuts off what its leader does not have, and writes other batches in its place.
 */
export class BatchTrack {
  private known: KnownBatch[] = [];
  private nextIndex = 0;

  /** A reading begins at the first batch that there is. */
  begin(): void {
    this.nextIndex = 0;
  }

  /** The next batch of the reading. */
  take(batch: DumpBatch): BatchNews {
    // The oldest segments may have been deleted since.
    if (this.nextIndex === 0)
      this.known = this.known.filter(({ baseOffset }) => baseOffset >= batch.baseOffset);
    const expected = this.known[this.nextIndex];
    if (expected !== undefined && isSame(expected, batch)) {
      this.nextIndex += 1;
      return { isNew: false, truncatedFrom: null };
    }
    const truncatedFrom = this.forgetRest();
    const { baseOffset, crc, partitionLeaderEpoch } = batch;
    this.known.push({ baseOffset, crc, partitionLeaderEpoch });
    this.nextIndex += 1;
    return { isNew: true, truncatedFrom };
  }

  /** The reading has reached the end of the log. Returns from where on something is missing. */
  end(): number | null {
    return this.forgetRest();
  }

  private forgetRest(): number | null {
    const missing = this.known[this.nextIndex];
    this.known.length = Math.min(this.known.length, this.nextIndex);
    return missing?.baseOffset ?? null;
  }
}

function isSame(a: KnownBatch, b: KnownBatch): boolean {
  return (
    a.baseOffset === b.baseOffset &&
    a.crc === b.crc &&
    a.partitionLeaderEpoch === b.partitionLeaderEpoch
  );
}
