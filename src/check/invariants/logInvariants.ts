import type { PartitionState } from '../../model/broker/clusterState.ts';
import { brokenInvariant } from './brokenInvariant.ts';
import type { ModelView } from './modelView.ts';

/**
 * The log of one partition, as far as it has been looked at: it only grows as long as one leader
 * writes it, its start only rises, offsets have no gaps and no doubles, and what consumers may read
 * ends within it.
 */
export class LogInvariants {
  private readonly state: PartitionState;
  private leaderEpoch = -1;
  private startOffset = 0;
  private endOffset = 0;
  private highWatermark = 0;

  constructor(state: PartitionState) {
    this.state = state;
  }

  check(view: ModelView, atUs: number): void {
    const { log, leaderEpoch } = this.state;
    const { logStartOffset, logEndOffset } = log;
    // A new leader may have a shorter log, but never without a new epoch.
    const isSameLeader = leaderEpoch === this.leaderEpoch;
    if (isSameLeader && logEndOffset < this.endOffset)
      throw this.broken(`its log end offset fell from ${this.endOffset} to ${logEndOffset}`, atUs);
    if (logStartOffset < this.startOffset) {
      const fall = `from ${this.startOffset} to ${logStartOffset}`;
      throw this.broken(`its log start offset fell ${fall}`, atUs);
    }
    if (logStartOffset > logEndOffset)
      throw this.broken(`its log starts at ${logStartOffset}, behind its end`, atUs);
    this.checkOffsets(Math.max(isSameLeader ? this.endOffset : 0, logStartOffset), atUs);
    this.leaderEpoch = leaderEpoch;
    this.startOffset = logStartOffset;
    this.endOffset = logEndOffset;
    const highWatermark = view.highWatermark(this.state);
    if (highWatermark !== undefined) this.checkHighWatermark(highWatermark, isSameLeader, atUs);
  }

  /** Of the records that were not looked at before. */
  private checkOffsets(from: number, atUs: number): void {
    const { log } = this.state;
    const { logEndOffset } = log;
    for (let offset = from; offset < logEndOffset; offset++) {
      const found = log.recordAt(offset)?.offset;
      if (found === offset) continue;
      const what = found === undefined ? 'there is no record' : `the record says offset ${found}`;
      throw this.broken(`at offset ${offset} ${what}`, atUs);
    }
  }

  private checkHighWatermark(highWatermark: number, isSameLeader: boolean, atUs: number): void {
    if (highWatermark > this.endOffset)
      throw this.broken(`its high watermark is ${highWatermark}, behind its log end`, atUs);
    if (isSameLeader && highWatermark < this.highWatermark) {
      const fall = `from ${this.highWatermark} to ${highWatermark}`;
      throw this.broken(`its high watermark fell ${fall}`, atUs);
    }
    this.highWatermark = highWatermark;
  }

  private broken(what: string, atUs: number): Error {
    const { topic, partition, leaderEpoch, log } = this.state;
    const where = `leader epoch ${leaderEpoch}, log end offset ${log.logEndOffset}`;
    return brokenInvariant(`${topic}-${partition} (${where}): ${what}`, atUs);
  }
}
