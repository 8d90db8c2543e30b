import type { Cluster } from '../../model/broker/cluster.ts';
import type { PartitionState } from '../../model/broker/clusterState.ts';
import type { ConsumerGroup } from '../../model/group/consumer/consumerGroup.ts';
import type { TopicPartition } from '../../model/protocol/topicPartition.ts';
import type { LiveGroup, ModelView } from './modelView.ts';

/** What a consumer process believes to own; null: it does not run. */
export type AssignmentOf = (process: string) => readonly TopicPartition[] | null;

/** A simulated cluster and its consumers, for invariants. */
export class ClusterView implements ModelView {
  private readonly cluster: Cluster;
  readonly assignment: AssignmentOf;

  constructor(cluster: Cluster, assignment: AssignmentOf) {
    this.cluster = cluster;
    this.assignment = assignment;
  }

  partition(topic: string, partition: number): PartitionState | undefined {
    return this.cluster.state.partition(topic, partition);
  }

  highWatermark(state: PartitionState): number | undefined {
    return this.cluster.highWatermark(state);
  }

  isBrokerLive(brokerId: number): boolean {
    return this.cluster.state.liveBrokers.includes(brokerId);
  }

  group(groupId: string): LiveGroup | undefined {
    return this.cluster.inspectGroup(groupId);
  }

  consumerGroup(groupId: string): ConsumerGroup | undefined {
    return this.cluster.inspectConsumerGroup(groupId);
  }

  committedOffset(groupId: string, topic: string, partition: number): number | undefined {
    return this.cluster.inspectOffset(groupId, topic, partition);
  }
}
