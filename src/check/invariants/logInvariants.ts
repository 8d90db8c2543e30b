import type { EventOf } from '../../history/event.ts';
import type { PartitionState } from '../../model/broker/clusterState.ts';
import { brokenInvariant } from './brokenInvariant.ts';
import type { ModelView } from './modelView.ts';

/** Sequence numbers are 31 bits wide; 0 follows the last one. */
const SEQUENCES = 2 ** 31;

/**
 * The log of one partition: as long as one leader writes it, it only grows, by the records that are
 * told of, each at an offset of its own and without gaps; the batches of one idempotent producer
 * follow one another; its start only rises; and what consumers may read ends within it.
 */
export class LogInvariants {
  private readonly state: PartitionState;
  /** A partition begins empty, in epoch 0. */
  private leaderEpoch = 0;
  private startOffset = 0;
  private endOffset = 0;
  /** Where the next record goes, as far as appends have been told of. */
  private nextOffset = 0;
  private highWatermark = 0;
  /** By producer id: its epoch, and the sequence number of its next record. */
  private readonly producers = new Map<number, { epoch: number; nextSequence: number }>();

  constructor(state: PartitionState) {
    this.state = state;
  }

  /** The leader has written records. */
  onAppended(event: EventOf<'RecordsAppended'>): void {
    const { baseOffset, count, leaderEpoch, atUs } = event;
    if (event.producerId >= 0) this.checkSequence(event);
    if (leaderEpoch === this.leaderEpoch && baseOffset !== this.nextOffset) {
      const what = baseOffset < this.nextOffset ? 'is given out twice' : 'is skipped';
      const offset = Math.min(baseOffset, this.nextOffset);
      throw this.broken(`offset ${offset} ${what}`, atUs);
    }
    this.nextOffset = baseOffset + count;
  }

  /** Batches of an idempotent producer are written once, in the order of their making. */
  private checkSequence(event: EventOf<'RecordsAppended'>): void {
    const { producerId, producerEpoch: epoch, baseSequence, count, atUs } = event;
    const known = this.producers.get(producerId);
    if (known !== undefined && epoch < known.epoch)
      throw this.broken(`producer ${producerId} writes in epoch ${epoch}, after a later one`, atUs);
    if (known?.epoch === epoch && baseSequence !== known.nextSequence) {
      const what = `sequence ${baseSequence}, expected ${known.nextSequence}`;
      throw this.broken(`producer ${producerId} in epoch ${epoch}: ${what}`, atUs);
    }
    const nextSequence = (baseSequence + count) % SEQUENCES;
    this.producers.set(producerId, { epoch, nextSequence });
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
    if (logEndOffset !== this.nextOffset && isSameLeader)
      throw this.broken(`its records end at ${this.nextOffset}, as far as they are told of`, atUs);
    this.leaderEpoch = leaderEpoch;
    this.startOffset = logStartOffset;
    this.endOffset = logEndOffset;
    this.nextOffset = logEndOffset;
    const highWatermark = view.highWatermark(this.state);
    if (highWatermark !== undefined) this.checkHighWatermark(highWatermark, isSameLeader, atUs);
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
