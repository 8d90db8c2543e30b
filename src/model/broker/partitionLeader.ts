import type { ErrorCode } from '../protocol/errorCode.ts';
import type { LogRecord, RecordBatch } from '../protocol/record.ts';
import type { FetchPartition } from '../protocol/requests.ts';
import type { FetchPartitionResponse, ProducePartitionResponse } from '../protocol/responses.ts';
import type { PartitionState } from './clusterState.ts';
import type { DelayedFetch } from './delayedFetch.ts';

const NO_RECORDS: readonly LogRecord[] = [];

/** Hears of what a leader did, for the history. */
export interface PartitionObserver {
  onAppended(state: PartitionState, baseOffset: number, batch: RecordBatch): void;
}

/**
 * The leader replica of one partition on one broker: appends, reads, and the fetches that wait
 * here. Mirrors `Partition` (appendRecordsToLeader, fetchRecords) with the high watermark rule for
 * replicas that are always in step: it is the log end.
 */
export class PartitionLeader {
  readonly state: PartitionState;
  private readonly observer: PartitionObserver;
  private readonly waiting: DelayedFetch[] = [];

  constructor(state: PartitionState, observer: PartitionObserver) {
    this.state = state;
    this.observer = observer;
  }

  /** First offset not known committed: consumers read below it. */
  get highWatermark(): number {
    return this.state.log.logEndOffset;
  }

  /**
   * Appends one batch as a client's produce request asks.
   *
   * NOT_ENOUGH_REPLICAS if acks is -1 and the ISR is smaller than `minInsyncReplicas`; the errors
   * of the producer state check; a duplicate of one of the last five batches is answered with its
   * first offsets.
   */
  append(
    batch: RecordBatch,
    acks: number,
    minInsyncReplicas: number,
    nowMs: number,
  ): ProducePartitionResponse {
    const { state } = this;
    const effectiveMin = Math.min(minInsyncReplicas, state.replicas.length);
    if (acks === -1 && state.isr.length < effectiveMin)
      return this.produced('NOT_ENOUGH_REPLICAS', -1);
    if (batch.producerId >= 0) {
      const check = state.producers.check(batch);
      if (check.type === 'duplicate') return this.produced('NONE', check.firstOffset);
      if (check.type === 'error') return this.produced(check.error, -1);
    }
    const baseOffset = state.log.append(batch.records, state.leaderEpoch);
    if (batch.producerId >= 0) state.producers.append(batch, baseOffset, nowMs);
    this.observer.onAppended(state, baseOffset, batch);
    this.maybeCompleteWaiting();
    return this.produced('NONE', baseOffset);
  }

  /** What a fetch of this partition gets now. null: nothing to say, the fetch may wait. */
  read(fetch: FetchPartition, maxBytes: number): FetchPartitionResponse | null {
    const { log, leaderEpoch } = this.state;
    if (fetch.currentLeaderEpoch >= 0 && fetch.currentLeaderEpoch !== leaderEpoch) {
      return this.fetched(
        fetch.currentLeaderEpoch < leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH',
        NO_RECORDS,
      );
    }
    const { fetchOffset } = fetch;
    if (fetchOffset < log.logStartOffset || fetchOffset > log.logEndOffset) {
      return this.fetched('OFFSET_OUT_OF_RANGE', NO_RECORDS);
    }
    const highWatermark = this.highWatermark;
    if (fetchOffset >= highWatermark) return null;
    return this.fetched(
      'NONE',
      log.read(fetchOffset, highWatermark, Math.min(fetch.maxBytes, maxBytes)),
    );
  }

  /**
   * Bytes that a fetch of this partition would get, counted up to `enough`; -1: it would get an
   * error. Answers quickly, since it is asked at every append.
   */
  availableBytes(fetch: FetchPartition, enough: number): number {
    const { log, leaderEpoch } = this.state;
    if (fetch.currentLeaderEpoch >= 0 && fetch.currentLeaderEpoch !== leaderEpoch) return -1;
    const { fetchOffset } = fetch;
    if (fetchOffset < log.logStartOffset || fetchOffset > log.logEndOffset) return -1;
    const highWatermark = this.highWatermark;
    if (fetchOffset >= highWatermark) return 0;
    return enough <= 1 ? 1 : log.sizeBetween(fetchOffset, highWatermark, enough);
  }

  /** ListOffsets: `timestampMs` -1 latest, -2 earliest, else the first record not before it. */
  listOffset(timestampMs: number): { timestampMs: number; offset: number; leaderEpoch: number } {
    const { log, leaderEpoch } = this.state;
    if (timestampMs === -1) return { timestampMs: -1, offset: this.highWatermark, leaderEpoch };
    if (timestampMs === -2) {
      return {
        timestampMs: -1,
        offset: log.logStartOffset,
        leaderEpoch: log.epochs.epochAt(log.logStartOffset),
      };
    }
    const record = log.firstAtOrAfter(timestampMs, this.highWatermark);
    if (record === null) return { timestampMs: -1, offset: -1, leaderEpoch: -1 };
    return {
      timestampMs: record.timestampMs,
      offset: record.offset,
      leaderEpoch: log.epochs.epochAt(record.offset),
    };
  }

  /** For DelayedFetch: it waits for records of this partition. */
  park(fetch: DelayedFetch): void {
    this.waiting.push(fetch);
  }

  /** For DelayedFetch: it no longer waits. */
  unpark(fetch: DelayedFetch): void {
    const index = this.waiting.indexOf(fetch);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  /** This replica leads no more: answers all fetches that wait here. */
  completeWaiting(): void {
    for (const fetch of [...this.waiting]) fetch.complete();
  }

  private maybeCompleteWaiting(): void {
    let index = 0;
    // A completed fetch takes itself out of the list.
    while (index < this.waiting.length) if (!this.waiting[index]!.maybeComplete()) index++;
  }

  private produced(error: ErrorCode, baseOffset: number): ProducePartitionResponse {
    const { topic, partition, log } = this.state;
    return {
      topic,
      partition,
      error,
      baseOffset,
      logStartOffset: log.logStartOffset,
      currentLeader: null,
    };
  }

  private fetched(error: ErrorCode, records: readonly LogRecord[]): FetchPartitionResponse {
    const { topic, partition, log } = this.state;
    const last = records.at(-1);
    return {
      topic,
      partition,
      error,
      highWatermark: this.highWatermark,
      lastStableOffset: this.highWatermark,
      logStartOffset: log.logStartOffset,
      records,
      lastRecordEpoch: last === undefined ? -1 : log.epochs.epochAt(last.offset),
      currentLeader: null,
      divergingEpoch: null,
    };
  }
}
