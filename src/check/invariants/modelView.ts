import type { PartitionState } from '../../model/broker/clusterState.ts';
import type { ClassicGroup } from '../../model/group/classicGroup.ts';
import type { ConsumerGroup } from '../../model/group/consumer/consumerGroup.ts';
import type { Assignment, Subscription } from '../../model/protocol/requests.ts';
import type { TopicPartition } from '../../model/protocol/topicPartition.ts';

/** A group of the classic protocol in the memory of its coordinator. */
export type LiveGroup = ClassicGroup<Subscription, Assignment>;

/** The live state of a run, which invariants read and never change. */
export interface ModelView {
  /** undefined: there is no such partition. */
  partition(topic: string, partition: number): PartitionState | undefined;
  /** At the partition's leader; undefined: nobody leads it, or nobody has asked its leader. */
  highWatermark(state: PartitionState): number | undefined;
  /** True if the controller takes this broker for alive. */
  isBrokerLive(brokerId: number): boolean;
  /** undefined: no live coordinator has it. */
  group(groupId: string): LiveGroup | undefined;
  /** A group under KIP-848; undefined: no live coordinator has it. */
  consumerGroup(groupId: string): ConsumerGroup | undefined;
  /** undefined: no live coordinator knows of any. */
  committedOffset(groupId: string, topic: string, partition: number): number | undefined;
  /** What a consumer believes to own; null: it does not run. */
  assignment(process: string): readonly TopicPartition[] | null;
}
