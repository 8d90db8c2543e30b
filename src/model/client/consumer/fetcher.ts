import type { FetchPartition, FetchRequest } from '../../protocol/requests.ts';
import type { FetchResponse } from '../../protocol/responses.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import { CompletedFetch } from './completedFetch.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { PollCondition } from './consumerNetwork.ts';
import { FetchBuffer } from './fetchBuffer.ts';
import type { FetchParts } from './fetchParts.ts';
import type { PartitionState } from './partitionState.ts';
import type { RequestSender } from './requestSender.ts';
import type { SubscriptionState } from './subscriptionState.ts';

const NO_LEADERS: ReadonlySet<number> = new Set();

/**
 * Fetches the assigned partitions, one request to each leader at a time. Mirrors `Fetcher` and
 * `AbstractFetch`: a partition is asked for if it may be returned now and none of it is buffered,
 * and its leader only if no fetch of it is in flight and nothing that may be returned is buffered
 * from it.
 *
 * Simplified: fetch sessions (KIP-227) send less but say the same; here every request is a full
 * one. As in Kafka, a consumer that closes still sends the empty request that ends a session.
 * Simplified: records are always read from the leader, not from a nearer follower (KIP-392).
 */
export class Fetcher implements PollCondition {
  readonly buffer = new FetchBuffer();
  private readonly config: ConsumerConfig;
  private readonly network: RequestSender;
  private readonly metadata: ClientMetadata;
  private readonly subscriptions: SubscriptionState;
  private readonly nodesWithPendingFetch = new Set<number>();
  private readonly nodesEverFetched = new Set<number>();
  private leftOut = false;

  constructor(parts: FetchParts) {
    this.config = parts.config;
    this.network = parts.network;
    this.metadata = parts.metadata;
    this.subscriptions = parts.subscriptions;
  }

  /** As a poll's condition: wait while nothing that may be returned is buffered. */
  shouldBlock(): boolean {
    return !this.buffer.hasFetchable(this.subscriptions);
  }

  /**
   * True if the last `sendFetches` left out partitions because their leader is unknown or
   * unreachable.
   */
  get hasUnreachablePartitions(): boolean {
    return this.leftOut;
  }

  /** Queues fetches to all leaders that can be asked now. Returns how many. */
  sendFetches(): number {
    this.leftOut = false;
    const partitionsByNode = this.prepare();
    if (partitionsByNode === null) return 0;
    for (const [node, partitions] of partitionsByNode) this.send(node, partitions);
    return partitionsByNode.size;
  }

  /** Ends the fetch sessions. Returns how many answers there will be. */
  endSessions(onAnswer: () => void): number {
    let count = 0;
    for (const node of this.nodesEverFetched) {
      if (this.network.isUnavailable(node)) continue;
      count++;
      this.network.send(node, this.newRequest([]), onAnswer);
    }
    return count;
  }

  private prepare(): Map<number, FetchPartition[]> | null {
    let partitionsByNode: Map<number, FetchPartition[]> | null = null;
    const { isEmpty } = this.buffer;
    const bufferedFrom = isEmpty ? NO_LEADERS : this.buffer.leaders(this.subscriptions);
    for (const state of this.subscriptions.assigned) {
      if (!this.subscriptions.isFetchable(state)) continue;
      const { topic, partition, leaderId } = state;
      if (this.nodesWithPendingFetch.has(leaderId)) continue;
      if (!isEmpty && this.buffer.has(topic, partition)) continue;
      if (leaderId < 0 || this.network.isUnavailable(leaderId)) {
        if (leaderId < 0) this.metadata.requestUpdate();
        this.leftOut = true;
        continue;
      }
      if (bufferedFrom.has(leaderId)) continue;
      partitionsByNode ??= new Map();
      const partitions = partitionsByNode.get(leaderId);
      if (partitions === undefined) partitionsByNode.set(leaderId, [this.newPartition(state)]);
      else partitions.push(this.newPartition(state));
    }
    return partitionsByNode;
  }

  private newPartition(state: PartitionState): FetchPartition {
    return {
      topic: state.topic,
      partition: state.partition,
      fetchOffset: state.positionOffset!,
      currentLeaderEpoch: state.leaderEpoch,
      lastFetchedEpoch: -1,
      maxBytes: this.config.maxPartitionFetchBytes,
    };
  }

  private newRequest(partitions: readonly FetchPartition[]): FetchRequest {
    const { fetchMaxWaitMs, fetchMinBytes, fetchMaxBytes, isolationLevel } = this.config;
    return {
      api: 'Fetch',
      replicaId: -1,
      maxWaitMs: fetchMaxWaitMs,
      minBytes: fetchMinBytes,
      maxBytes: fetchMaxBytes,
      isolationLevel,
      partitions,
    };
  }

  private send(node: number, partitions: readonly FetchPartition[]): void {
    this.nodesWithPendingFetch.add(node);
    this.nodesEverFetched.add(node);
    this.network.send(node, this.newRequest(partitions), (response) => {
      this.nodesWithPendingFetch.delete(node);
      if (response !== null) this.onResponse(response, partitions);
    });
  }

  private onResponse(response: FetchResponse, asked: readonly FetchPartition[]): void {
    for (let index = 0; index < response.partitions.length; index++) {
      const answer = response.partitions[index]!;
      const { topic, partition, error, currentLeader } = answer;
      const request = findPartition(asked, topic, partition, index);
      if (request === undefined) continue;
      this.buffer.add(new CompletedFetch(answer, request.fetchOffset));
      if (
        currentLeader === null ||
        (error !== 'NOT_LEADER_OR_FOLLOWER' && error !== 'FENCED_LEADER_EPOCH')
      )
        continue;
      // KIP-951: the answer names the new leader, so that no metadata request need be waited for.
      const { leaderId, leaderEpoch } = currentLeader;
      if (this.metadata.updateLeader(topic, partition, leaderId, leaderEpoch)) {
        this.subscriptions.find(topic, partition)?.onLeader(currentLeader);
      }
    }
  }
}

/** Brokers answer in the order of the request, as a rule: look there first. */
function findPartition(
  asked: readonly FetchPartition[],
  topic: string,
  partition: number,
  index: number,
): FetchPartition | undefined {
  const likely = asked[index];
  if (likely !== undefined && likely.partition === partition && likely.topic === topic)
    return likely;
  return asked.find((request) => request.partition === partition && request.topic === topic);
}
