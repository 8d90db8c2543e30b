import type { ProducerBatch, ProducerIdAndEpoch } from './producerBatch.ts';

/** Largest sequence number; the next one after it is 0. */
const MAX_SEQUENCE = 2147483647;

/** No producer id has been obtained. */
export const NO_PRODUCER_ID: ProducerIdAndEpoch = { producerId: -1, epoch: -1 };

/**
 * Sequence numbers of one partition (`TxnPartitionEntry`): those handed out, acknowledged and in
 * flight. In flight means here: sent at least once and not yet settled, so also waiting for a
 * retry.
 */
export class TxnPartitionEntry {
  /** Under this id the sequence numbers count. */
  producerIdAndEpoch = NO_PRODUCER_ID;
  nextSequence = 0;
  /** -1: none. */
  lastAckedSequence = -1;
  /** By producer id, epoch, first sequence; no two alike. */
  private inflightBatchesBySequence: ProducerBatch[] = [];

  get hasInflightBatches(): boolean {
    return this.inflightBatchesBySequence.length > 0;
  }

  /** The oldest batch in flight; null: none. */
  get nextBatchBySequence(): ProducerBatch | null {
    return this.inflightBatchesBySequence[0] ?? null;
  }

  incrementSequence(increment: number): void {
    const room = MAX_SEQUENCE - increment;
    if (this.nextSequence > room) this.nextSequence -= room + 1;
    else this.nextSequence += increment;
  }

  addInflightBatch(batch: ProducerBatch): void {
    const batches = this.inflightBatchesBySequence;
    let index = batches.length;
    while (index > 0 && compare(batches[index - 1]!, batch) > 0) index--;
    if (index > 0 && compare(batches[index - 1]!, batch) === 0) return;
    batches.splice(index, 0, batch);
  }

  /** Removes the batch of the same id, epoch and sequence, as a sorted set does. */
  removeInFlightBatch(batch: ProducerBatch): void {
    const batches = this.inflightBatchesBySequence;
    const index = batches.findIndex((other) => compare(other, batch) === 0);
    if (index >= 0) batches.splice(index, 1);
  }

  maybeUpdateLastAckedSequence(sequence: number): void {
    if (sequence > this.lastAckedSequence) this.lastAckedSequence = sequence;
  }

  /** Starts at 0 under another id or epoch; batches in flight are numbered anew, in their order. */
  startSequencesAtBeginning(id: ProducerIdAndEpoch): void {
    const batches = this.inflightBatchesBySequence;
    this.inflightBatchesBySequence = [];
    let sequence = 0;
    for (const batch of batches) {
      batch.resetProducerState(id, sequence);
      sequence = (sequence + batch.recordCount) | 0;
      this.addInflightBatch(batch);
    }
    this.producerIdAndEpoch = id;
    this.nextSequence = sequence;
    this.lastAckedSequence = -1;
  }
}

function compare(a: ProducerBatch, b: ProducerBatch): number {
  if (a.producerId !== b.producerId) return a.producerId - b.producerId;
  if (a.producerEpoch !== b.producerEpoch) return a.producerEpoch - b.producerEpoch;
  return a.baseSequence - b.baseSequence;
}
