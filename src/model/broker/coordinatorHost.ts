import type { SimProcess } from '../../sim/process.ts';
import type { ClassicGroup } from '../group/classicGroup.ts';
import type { ConsumerGroup } from '../group/consumer/consumerGroup.ts';
import { GroupCoordinator } from '../group/groupCoordinator.ts';
import type { GroupCoordinatorConfig } from '../group/groupCoordinatorConfig.ts';
import type { MemberIdGenerator } from '../group/groupCoordinatorContext.ts';
import type { GroupObserver } from '../group/groupObserver.ts';
import type { GroupRequest } from '../group/groupResponse.ts';
import { newErrorResponse } from '../group/groupResponse.ts';
import type { Assignment, FindCoordinatorRequest, Subscription } from '../protocol/requests.ts';
import type { ApiResponse, FindCoordinatorResponse } from '../protocol/responses.ts';
import type { ClusterState, PartitionState } from './clusterState.ts';
import { offsetsPartitionOf } from './offsetsPartitionOf.ts';

/** What the coordinators of a cluster are told. */
export interface CoordinatorSettings {
  readonly config: GroupCoordinatorConfig;
  /** offsets.topic.num.partitions. */
  readonly offsetsPartitionCount: number;
  /** offsets.topic.replication.factor, lowered to the number of brokers. */
  readonly offsetsReplicationFactor: number;
  readonly memberIds: MemberIdGenerator;
  /** The observer of one broker's coordinators. */
  observer(brokerId: number): GroupObserver<Assignment>;
}

/**
 * The group coordinators of one broker: one for each partition of `__consumer_offsets` that it
 * leads, as `GroupCoordinatorService` keeps one shard a partition.
 */
export class CoordinatorHost {
  private readonly brokerId: number;
  private readonly process: SimProcess;
  private readonly cluster: ClusterState;
  private readonly settings: CoordinatorSettings;
  private readonly shards = new Map<number, GroupCoordinator>();

  constructor(
    brokerId: number,
    process: SimProcess,
    cluster: ClusterState,
    settings: CoordinatorSettings,
  ) {
    this.brokerId = brokerId;
    this.process = process;
    this.cluster = cluster;
    this.settings = settings;
  }

  /** COORDINATOR_NOT_AVAILABLE while the group's partition has no leader. */
  findCoordinator(request: FindCoordinatorRequest): FindCoordinatorResponse {
    const { leaderId } = this.partitionOf(request.key);
    if (leaderId < 0)
      return { api: 'FindCoordinator', error: 'COORDINATOR_NOT_AVAILABLE', nodeId: -1 };
    return { api: 'FindCoordinator', error: 'NONE', nodeId: leaderId };
  }

  /** Hands the request to the coordinator of its group; NOT_COORDINATOR if that is not here. */
  handle(
    request: GroupRequest<Subscription, Assignment>,
    respond: (response: ApiResponse) => void,
    clientId: string,
  ): void {
    const shard = this.coordinatorOf(request.groupId);
    if (shard === undefined) respond(newErrorResponse(request, 'NOT_COORDINATOR'));
    else shard.onRequest(request, respond, clientId);
  }

  /** The coordinator of this group, if it is on this broker. */
  coordinatorOf(groupId: string): GroupCoordinator | undefined {
    const state = this.partitionOf(groupId);
    if (state.leaderId !== this.brokerId) return undefined;
    return this.shards.get(state.partition) ?? this.load(state);
  }

  /** The broker that leads the group's partition (-1: none does); null: nobody has asked yet. */
  peekLeader(groupId: string): number | null {
    return this.cluster.peekOffsetsPartition(this.partitionNumberOf(groupId))?.leaderId ?? null;
  }

  /** The coordinator of this group if it is here and loaded; loads nothing. */
  peekCoordinator(groupId: string): GroupCoordinator | undefined {
    return this.shards.get(this.partitionNumberOf(groupId));
  }

  /** The group in the memory of a coordinator here, for invariants; undefined: in none. */
  inspectGroup(groupId: string): ClassicGroup<Subscription, Assignment> | undefined {
    for (const shard of this.shards.values()) {
      const group = shard.inspectGroup(groupId);
      if (group !== undefined) return group;
    }
    return undefined;
  }

  /** As `inspectGroup`, of a group under KIP-848. */
  inspectConsumerGroup(groupId: string): ConsumerGroup | undefined {
    for (const shard of this.shards.values()) {
      const group = shard.consumerGroup(groupId);
      if (group !== undefined) return group;
    }
    return undefined;
  }

  /** The committed offset as a coordinator here knows it, for invariants; undefined: none does. */
  inspectOffset(groupId: string, topic: string, partition: number): number | undefined {
    for (const shard of this.shards.values()) {
      const committed = shard.committedOffset(groupId, topic, partition);
      if (committed !== undefined) return committed.offset;
    }
    return undefined;
  }

  /** A partition has another leader: its coordinator moves. */
  onLeaderChanged(state: PartitionState): void {
    if (state.topic !== '__consumer_offsets') return;
    const shard = this.shards.get(state.partition);
    if (state.leaderId === this.brokerId) {
      if (shard === undefined) this.load(state);
    } else if (shard !== undefined) {
      this.shards.delete(state.partition);
      shard.resign();
    }
  }

  /**
   * Replays the partition's records.
   *
   * Simplified: loading takes no time, so COORDINATOR_LOAD_IN_PROGRESS is never answered.
   */
  private load(state: PartitionState): GroupCoordinator {
    const shard = new GroupCoordinator({
      config: this.settings.config,
      timers: this.process,
      log: state.coordinatorLog,
      memberIds: this.settings.memberIds,
      observer: this.settings.observer(this.brokerId),
      subscribedTopics: (_protocolType, subscription) => subscription.topics,
      partitionCountOf: (topic) => this.cluster.partitionsOf(topic)?.length ?? null,
      assignmentOf: (partitions) => ({ partitions }),
    });
    this.shards.set(state.partition, shard);
    shard.load(state.coordinatorLog.records());
    return shard;
  }

  private partitionOf(groupId: string): PartitionState {
    const { offsetsReplicationFactor } = this.settings;
    return this.cluster.offsetsPartition(this.partitionNumberOf(groupId), offsetsReplicationFactor);
  }

  private partitionNumberOf(groupId: string): number {
    return offsetsPartitionOf(groupId, this.settings.offsetsPartitionCount);
  }
}
