import type { OffsetForLeaderEpochResponse } from '../../protocol/responses.ts';
import { formatTopicPartition } from '../../protocol/topicPartition.ts';
import { ConsumerError, exceptionOf } from './consumerError.ts';
import type { FetchParts } from './fetchParts.ts';
import type { FetchPosition, PartitionState } from './partitionState.ts';

interface AskedPosition {
  readonly state: PartitionState;
  readonly position: FetchPosition;
}

/**
 * Lets a new leader confirm the positions, so that a truncated log is noticed (KIP-320). Mirrors
 * `OffsetFetcher.validatePositionsIfNeeded` and `PositionsValidator`. If the leader's log ends
 * before the position in its epoch, the consumer seeks to that end; without a reset policy it
 * throws LogTruncationException.
 */
export class PositionValidator {
  private readonly parts: FetchParts;
  private seenUpdateCount = -1;
  private cachedError: ConsumerError | null = null;

  constructor(parts: FetchParts) {
    this.parts = parts;
  }

  /** New metadata: positions under another leader or epoch must be validated. */
  onMetadataChange(): void {
    const { metadata, subscriptions } = this.parts;
    if (metadata.updateCount === this.seenUpdateCount) return;
    this.seenUpdateCount = metadata.updateCount;
    for (const state of subscriptions.assigned)
      state.onLeader(metadata.partition(state.topic, state.partition));
  }

  /** Sends what is due. Throws what an earlier validation found. */
  validateIfNeeded(): void {
    const { cachedError } = this;
    this.cachedError = null;
    if (cachedError !== null) throw cachedError;
    this.onMetadataChange();
    const { network, subscriptions, timers } = this.parts;
    let positionsByNode: Map<number, AskedPosition[]> | null = null;
    for (const state of subscriptions.assigned) {
      if (state.hasValidPosition || !state.isDue('AWAIT_VALIDATION', timers.nowUs)) continue;
      const { leaderId } = state;
      if (leaderId < 0 || network.isUnavailable(leaderId)) continue;
      positionsByNode ??= new Map();
      const asked = { state, position: state.position! };
      const positions = positionsByNode.get(leaderId);
      if (positions === undefined) positionsByNode.set(leaderId, [asked]);
      else positions.push(asked);
    }
    if (positionsByNode === null) return;
    for (const [node, positions] of positionsByNode) this.send(node, positions);
  }

  private send(node: number, positions: readonly AskedPosition[]): void {
    const { config, network } = this.parts;
    this.retryAfter(positions, config.requestTimeoutMs);
    const partitions = positions.map(({ state: { topic, partition }, position }) => ({
      topic,
      partition,
      leaderEpoch: position.offsetEpoch,
      currentLeaderEpoch: position.leaderEpoch,
    }));
    network.send(node, { api: 'OffsetForLeaderEpoch', partitions }, (response, error) => {
      if (error === null) this.onResponse(response!, positions);
      else this.onFailure(error, positions);
    });
  }

  private onResponse(
    response: OffsetForLeaderEpochResponse,
    asked: readonly AskedPosition[],
  ): void {
    const failed: AskedPosition[] = [];
    for (const { topic, partition, error, leaderEpoch, endOffset } of response.partitions) {
      const request = asked.find(
        ({ state }) => state.partition === partition && state.topic === topic,
      );
      if (request === undefined) continue;
      if (error === 'TOPIC_AUTHORIZATION_FAILED') return this.onFailure(exceptionOf(error), asked);
      if (error === 'NONE') this.onEndOffset(request, leaderEpoch, endOffset);
      else failed.push(request);
    }
    if (failed.length === 0) return;
    this.retryAfter(failed, this.parts.config.retryBackoffMs);
    this.parts.metadata.requestUpdate();
  }

  private onEndOffset(
    { state, position }: AskedPosition,
    leaderEpoch: number,
    endOffset: number,
  ): void {
    const { subscriptions } = this.parts;
    if (subscriptions.find(state.topic, state.partition) !== state) return;
    if (state.fetchState !== 'AWAIT_VALIDATION' || !isSamePosition(state.position!, position))
      return;
    const isUndefined = endOffset < 0 || leaderEpoch < 0;
    if (!isUndefined && endOffset >= position.offset) return state.completeValidation();
    const { defaultReset } = subscriptions;
    if (defaultReset.type === 'none') this.cachedError ??= logTruncation(state, position);
    else if (isUndefined) state.requestReset(defaultReset);
    else state.seekValidated(endOffset, leaderEpoch);
  }

  private onFailure(error: ConsumerError, positions: readonly AskedPosition[]): void {
    this.retryAfter(positions, this.parts.config.retryBackoffMs);
    this.parts.metadata.requestUpdate();
    if (!error.isRetriableException) this.cachedError ??= error;
  }

  private retryAfter(positions: readonly AskedPosition[], delayMs: number): void {
    const retryAtUs = this.parts.timers.nowUs + delayMs * 1000;
    for (const { state } of positions) state.setRetryAt(retryAtUs);
  }
}

function isSamePosition(a: FetchPosition, b: FetchPosition): boolean {
  return (
    a.offset === b.offset &&
    a.offsetEpoch === b.offsetEpoch &&
    a.leaderId === b.leaderId &&
    a.leaderEpoch === b.leaderEpoch
  );
}

function logTruncation(
  { topic, partition }: PartitionState,
  { offset }: FetchPosition,
): ConsumerError {
  const name = formatTopicPartition(topic, partition);
  const message = `the log of ${name} was truncated below position ${offset}`;
  return new ConsumerError('LogTruncationException', message);
}
