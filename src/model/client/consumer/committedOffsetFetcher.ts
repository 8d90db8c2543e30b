import type { OffsetFetchResponse } from '../../protocol/responses.ts';
import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { Blocking } from './applicationThread.ts';
import { ConsumerError, exceptionOf } from './consumerError.ts';
import type { ConsumerParts } from './consumerParts.ts';
import { isCoordinatorGone } from './coordinatorLookup.ts';
import type { Deadline } from './deadline.ts';
import type { Generation } from './generation.ts';
import { isSameGeneration } from './generation.ts';
import type { PartitionState } from './partitionState.ts';
import { RequestFuture } from './requestFuture.ts';

interface PendingRequest {
  readonly partitions: readonly TopicPartition[];
  readonly generation: Generation | null;
  readonly future: RequestFuture<OffsetFetchResponse['partitions']>;
}

/**
 * Gets the committed offsets of new partitions. Mirrors
 * `ConsumerCoordinator.fetchCommittedOffsets`: a request that a poll did not wait for is taken up
 * by the next one, if it still asks for the same.
 *
 * Simplified: a committed leader epoch newer than the known metadata asks for new metadata; Kafka
 * also holds the partition back until that has come.
 */
export class CommittedOffsetFetcher {
  private readonly parts: ConsumerParts;
  private pending: PendingRequest | null = null;

  constructor(parts: ConsumerParts) {
    this.parts = parts;
  }

  /**
   * Sets the positions of partitions that have none to their committed offsets. Returns false if
   * the offsets have not come before the deadline. Partitions without a committed offset stay as
   * they are.
   */
  *initializePositions(deadline: Deadline): Blocking<boolean> {
    const partitions = this.parts.subscriptions.assigned.filter((state) => state.shouldInitialize);
    if (partitions.length === 0) return true;
    const offsets = yield* this.fetch(partitions, deadline);
    if (offsets === null) return false;
    for (const offset of offsets) this.setPosition(offset);
    return true;
  }

  private *fetch(
    partitions: readonly PartitionState[],
    deadline: Deadline,
  ): Blocking<OffsetFetchResponse['partitions'] | null> {
    const { lookup, membership, network, thread, backoff } = this.parts;
    const generation = membership.generationIfStable;
    if (this.pending !== null && !isSameRequest(this.pending, partitions, generation))
      this.pending = null;
    let attempts = 0;
    do {
      if (!(yield* lookup.ensureReady(deadline))) return null;
      const { future } = (this.pending ??= {
        partitions,
        generation,
        future: this.send(partitions),
      });
      yield* network.pollFor(future, deadline);
      if (!future.isDone) return null;
      this.pending = null;
      if (future.error === null) return future.value;
      if (!future.error.isRetriableException) throw future.error;
      yield* thread.sleep(Math.min(backoff.backoffUs(attempts++), deadline.remainingUs));
      deadline.update();
    } while (!deadline.isExpired);
    return null;
  }

  private send(
    partitions: readonly PartitionState[],
  ): RequestFuture<OffsetFetchResponse['partitions']> {
    const { config, lookup, network } = this.parts;
    const coordinator = lookup.checkAndGet();
    if (coordinator < 0) return RequestFuture.failed(exceptionOf('COORDINATOR_NOT_AVAILABLE'));
    const future = new RequestFuture<OffsetFetchResponse['partitions']>();
    network.send(
      coordinator,
      {
        api: 'OffsetFetch',
        groupId: config.groupId!,
        memberId: '',
        memberEpoch: -1,
        partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
        requireStable: true,
      },
      (response, error) => {
        if (response !== null) return this.onResponse(response, future);
        if (error!.name === 'DisconnectException') lookup.markUnknown(true);
        future.raise(error!);
      },
    );
    return future;
  }

  private onResponse(
    response: OffsetFetchResponse,
    future: RequestFuture<OffsetFetchResponse['partitions']>,
  ): void {
    if (response.error !== 'NONE') {
      if (isCoordinatorGone(response.error)) this.parts.lookup.markUnknown(false);
      return future.raise(exceptionOf(response.error));
    }
    let isUnstable = false;
    for (const { error } of response.partitions) {
      if (error === 'UNSTABLE_OFFSET_COMMIT') isUnstable = true;
      else if (error === 'TOPIC_AUTHORIZATION_FAILED') return future.raise(exceptionOf(error));
      else if (error !== 'NONE') {
        return future.raise(
          new ConsumerError('KafkaException', `unexpected error from OffsetFetch: ${error}`),
        );
      }
    }
    if (isUnstable) future.raise(exceptionOf('UNSTABLE_OFFSET_COMMIT'));
    else future.complete(response.partitions);
  }

  private setPosition(committed: OffsetFetchResponse['partitions'][number]): void {
    const { topic, partition, committedOffset, committedLeaderEpoch } = committed;
    const state = this.parts.subscriptions.find(topic, partition);
    if (committedOffset < 0 || state === null) return;
    const leader = this.parts.metadata.partition(topic, partition);
    if (leader !== null && committedLeaderEpoch > leader.leaderEpoch)
      this.parts.metadata.requestUpdate();
    state.seek(committedOffset, committedLeaderEpoch, leader);
  }
}

function isSameRequest(
  pending: PendingRequest,
  partitions: readonly TopicPartition[],
  generation: Generation | null,
): boolean {
  if (pending.generation === null || generation === null) {
    if (pending.generation !== generation) return false;
  } else if (!isSameGeneration(pending.generation, generation)) return false;
  return (
    pending.partitions.length === partitions.length &&
    partitions.every(({ topic, partition }) =>
      pending.partitions.some((asked) => asked.topic === topic && asked.partition === partition),
    )
  );
}
