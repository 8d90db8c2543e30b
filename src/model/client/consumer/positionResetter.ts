import type { ListOffsetsRequest } from '../../protocol/requests.ts';
import type { ListOffsetsResponse } from '../../protocol/responses.ts';
import type { AutoOffsetReset } from './autoOffsetReset.ts';
import { resetTimestampMs } from './autoOffsetReset.ts';
import type { ConsumerError } from './consumerError.ts';
import { exceptionOf } from './consumerError.ts';
import type { FetchParts } from './fetchParts.ts';
import { noOffset } from './subscriptionState.ts';

interface ResetPartition {
  readonly topic: string;
  readonly partition: number;
  readonly timestampMs: number;
  readonly currentLeaderEpoch: number;
  readonly strategy: AutoOffsetReset;
}

/**
 * Resets positions by ListOffsets: without a committed offset, out of range, or on request. Mirrors
 * `OffsetFetcher.resetPositionsIfNeeded`: asynchronous, tried again after retry.backoff.ms if an
 * answer has an error and after request.timeout.ms if there is none. A by_duration reset that finds
 * no record leaves the partition without a position, and is tried again after request.timeout.ms
 * too.
 */
export class PositionResetter {
  private readonly parts: FetchParts;
  private cachedError: ConsumerError | null = null;

  constructor(parts: FetchParts) {
    this.parts = parts;
  }

  /**
   * Sends what is due. Throws the error of an earlier reset that cannot be retried. `onEnd` is
   * called when all of it has been answered or has failed, at once if there is nothing.
   */
  resetIfNeeded(onEnd: () => void = nothing): void {
    const { cachedError } = this;
    this.cachedError = null;
    if (cachedError !== null) throw cachedError;
    const { metadata, network, subscriptions, timers } = this.parts;
    const partitionsByNode = new Map<number, ResetPartition[]>();
    for (const state of subscriptions.assigned) {
      if (!state.isDue('AWAIT_RESET', timers.nowUs)) continue;
      const { topic, partition, resetStrategy } = state;
      const timestampMs = resetTimestampMs(resetStrategy!, Math.floor(timers.nowUs / 1000));
      if (timestampMs === null) throw noOffset([state]);
      const leader = metadata.partition(topic, partition);
      if (leader === null || leader.leaderId < 0) {
        metadata.requestUpdate();
      } else if (!network.isUnavailable(leader.leaderId)) {
        const asked = {
          topic,
          partition,
          timestampMs,
          currentLeaderEpoch: leader.leaderEpoch,
          strategy: resetStrategy!,
        };
        const partitions = partitionsByNode.get(leader.leaderId);
        if (partitions === undefined) partitionsByNode.set(leader.leaderId, [asked]);
        else partitions.push(asked);
      }
    }
    let unanswered = partitionsByNode.size;
    if (unanswered === 0) onEnd();
    for (const [node, partitions] of partitionsByNode) {
      this.send(node, partitions, () => {
        unanswered--;
        if (unanswered === 0) onEnd();
      });
    }
  }

  private send(node: number, partitions: readonly ResetPartition[], onEnd: () => void): void {
    const { config, network } = this.parts;
    this.retryAfter(partitions, config.requestTimeoutMs);
    const request: ListOffsetsRequest = {
      api: 'ListOffsets',
      isolationLevel: config.isolationLevel,
      partitions: partitions.map(({ topic, partition, timestampMs, currentLeaderEpoch }) => ({
        topic,
        partition,
        timestampMs,
        currentLeaderEpoch,
      })),
    };
    network.send(node, request, (response, error) => {
      if (error === null) this.onResponse(response!, partitions);
      else this.onFailure(error, partitions);
      onEnd();
    });
  }

  private onResponse(response: ListOffsetsResponse, asked: readonly ResetPartition[]): void {
    const refused = response.partitions.find(({ error }) => error === 'TOPIC_AUTHORIZATION_FAILED');
    if (refused !== undefined) return this.onFailure(exceptionOf(refused.error), asked);
    const { metadata, subscriptions } = this.parts;
    const failed: ResetPartition[] = [];
    for (const { topic, partition, error, offset } of response.partitions) {
      const request = asked.find((one) => one.partition === partition && one.topic === topic);
      if (request === undefined || error === 'UNSUPPORTED_FOR_MESSAGE_FORMAT') continue;
      if (error !== 'NONE') {
        failed.push(request);
        continue;
      }
      const state = subscriptions.find(topic, partition);
      if (offset < 0 || state === null || state.fetchState !== 'AWAIT_RESET') continue;
      if (state.resetStrategy !== request.strategy) continue;
      // Without an epoch of the record before, the new position needs no validation.
      state.seek(offset, -1, metadata.partition(topic, partition));
    }
    if (failed.length === 0) return;
    this.retryAfter(failed, this.parts.config.retryBackoffMs);
    metadata.requestUpdate();
  }

  private onFailure(error: ConsumerError, partitions: readonly ResetPartition[]): void {
    this.retryAfter(partitions, this.parts.config.retryBackoffMs);
    this.parts.metadata.requestUpdate();
    if (!error.isRetriableException) this.cachedError ??= error;
  }

  private retryAfter(partitions: readonly ResetPartition[], delayMs: number): void {
    const { subscriptions, timers } = this.parts;
    const retryAtUs = timers.nowUs + delayMs * 1000;
    for (const { topic, partition } of partitions)
      subscriptions.find(topic, partition)?.setRetryAt(retryAtUs);
  }
}

function nothing(): void {
  // Nobody waits for the answers.
}
