import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { LogRecord } from '../../protocol/record.ts';
import { formatTopicPartition } from '../../protocol/topicPartition.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import type { CompletedFetch } from './completedFetch.ts';
import { ConsumerError, exceptionOf } from './consumerError.ts';
import type { ConsumerObserver } from './consumerObserver.ts';
import type { FetchBuffer } from './fetchBuffer.ts';
import type { PartitionState } from './partitionState.ts';
import type { SubscriptionState } from './subscriptionState.ts';

/** Records of one partition that a poll returns, in offset order, never empty. */
export interface PolledPartition {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

/** What a poll returns when there is nothing. */
export const NOTHING_POLLED: readonly PolledPartition[] = [];

/** Errors of a fetch that show that the leader is not where the client believes. */
const ASK_FOR_METADATA: readonly ErrorCode[] = [
  'NOT_LEADER_OR_FOLLOWER',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
];
/**
 * Errors that may be gone at the next try: the broker's metadata is behind the client's, or it
 * failed.
 */
const JUST_FETCH_AGAIN: readonly ErrorCode[] = ['UNKNOWN_LEADER_EPOCH', 'UNKNOWN_SERVER_ERROR'];

/**
 * Takes records out of the buffer for a poll, at most max.poll.records. Mirrors `FetchCollector`:
 * one chunk is emptied before the next; a chunk that does not begin at its partition's position, or
 * whose partition may not be returned now, is thrown away; one of a paused partition waits.
 */
export class FetchCollector {
  private readonly buffer: FetchBuffer;
  private readonly subscriptions: SubscriptionState;
  private readonly metadata: ClientMetadata;
  private readonly maxPollRecords: number;
  private readonly observer: ConsumerObserver | null;

  constructor(
    buffer: FetchBuffer,
    subscriptions: SubscriptionState,
    metadata: ClientMetadata,
    maxPollRecords: number,
    observer: ConsumerObserver | null,
  ) {
    this.buffer = buffer;
    this.subscriptions = subscriptions;
    this.metadata = metadata;
    this.maxPollRecords = maxPollRecords;
    this.observer = observer;
  }

  /**
   * Takes records and advances the positions. An error is thrown unless there are records to return
   * first.
   */
  collect(): readonly PolledPartition[] {
    const { buffer } = this;
    if (buffer.nextInLine === null && buffer.peek() === null) return NOTHING_POLLED;
    const polled: PolledPartition[] = [];
    const paused: CompletedFetch[] = [];
    let remaining = this.maxPollRecords;
    try {
      while (remaining > 0) {
        const fetch = buffer.nextInLine;
        if (fetch === null || fetch.isConsumed) {
          if (!this.advanceToNextChunk(polled.length === 0)) break;
        } else if (this.subscriptions.find(fetch.topic, fetch.partition)?.isPaused === true) {
          paused.push(fetch);
          buffer.nextInLine = null;
        } else {
          remaining -= this.takeFrom(fetch, remaining, polled);
        }
      }
    } catch (error) {
      if (!(error instanceof ConsumerError) || polled.length === 0) throw error;
    } finally {
      if (paused.length > 0) buffer.addAll(paused);
    }
    return polled.length === 0 ? NOTHING_POLLED : polled;
  }

  /** False: there are no more chunks. */
  private advanceToNextChunk(isFirst: boolean): boolean {
    const { buffer } = this;
    const next = buffer.peek();
    if (next === null) return false;
    if (next.isInitialized) {
      buffer.nextInLine = next;
    } else {
      try {
        buffer.nextInLine = this.initialize(next) ? next : null;
      } catch (error) {
        if (isFirst && next.response.records.length === 0) buffer.shift();
        throw error;
      }
    }
    buffer.shift();
    return true;
  }

  /** Returns the number of records taken. */
  private takeFrom(fetch: CompletedFetch, limit: number, polled: PolledPartition[]): number {
    const { topic, partition } = fetch;
    const state = this.subscriptions.find(topic, partition);
    if (
      state === null ||
      !this.subscriptions.isFetchable(state) ||
      fetch.nextFetchOffset !== state.positionOffset
    ) {
      this.drain(fetch, state);
      return 0;
    }
    const records = fetch.take(limit);
    if (records.length > 0) {
      state.advance(fetch.nextFetchOffset, fetch.lastEpoch);
      polled.push({ topic, partition, records });
      this.observer?.onPolled(topic, partition, records[0]!.offset, fetch.nextFetchOffset);
    }
    if (fetch.isConsumed) this.drain(fetch, state);
    return records.length;
  }

  private drain(fetch: CompletedFetch, state: PartitionState | null): void {
    fetch.drain();
    if (fetch.hasReturned && state !== null) this.subscriptions.moveToEnd(state);
  }

  /** Checks a chunk when its turn comes. False: throw it away. */
  private initialize(fetch: CompletedFetch): boolean {
    const state = this.subscriptions.find(fetch.topic, fetch.partition);
    if (state === null) return false;
    const { error } = fetch.response;
    try {
      if (!state.hasValidPosition) return false;
      if (error !== 'NONE') {
        this.onError(fetch, state, error);
        return false;
      }
    } finally {
      if (error !== 'NONE') this.subscriptions.moveToEnd(state);
    }
    if (state.positionOffset !== fetch.nextFetchOffset) return false;
    fetch.isInitialized = true;
    return true;
  }

  private onError(fetch: CompletedFetch, state: PartitionState, error: ErrorCode): void {
    if (ASK_FOR_METADATA.includes(error)) this.metadata.requestUpdate();
    else if (error === 'OFFSET_OUT_OF_RANGE') this.onOutOfRange(fetch, state);
    else if (error === 'TOPIC_AUTHORIZATION_FAILED') throw exceptionOf(error);
    else if (!JUST_FETCH_AGAIN.includes(error)) {
      const name = error === 'CORRUPT_MESSAGE' ? 'KafkaException' : 'IllegalStateException';
      const where = formatTopicPartition(fetch.topic, fetch.partition);
      throw new ConsumerError(name, `error ${error} in a fetch of ${where}`);
    }
  }

  private onOutOfRange(fetch: CompletedFetch, state: PartitionState): void {
    if (fetch.nextFetchOffset !== state.positionOffset) return;
    const { defaultReset } = this.subscriptions;
    if (defaultReset.type !== 'none') return state.requestReset(defaultReset);
    const name = formatTopicPartition(fetch.topic, fetch.partition);
    throw exceptionOf(
      'OFFSET_OUT_OF_RANGE',
      `position ${fetch.nextFetchOffset} of ${name} is out of range`,
    );
  }
}
