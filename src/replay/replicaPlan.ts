import { offsetsPartitionOf } from '../model/broker/offsetsPartitionOf.ts';
import { placeReplicas } from '../model/broker/replicaPlacement.ts';
import { offsetsTopicOf } from '../scenario/clusterSettings.ts';
import type { GroupSpec, Scenario } from '../scenario/scenario.ts';

/** Brokers must know it when they start. */
export const OFFSETS_PARTITION_COUNT = 'offsets.topic.num.partitions';

/**
 * How many partitions `__consumer_offsets` has on a cluster of ours for this scenario: what the
 * scenario says, else one, or as many as on the simulator if its groups have several coordinators.
 */
export function offsetsPartitionCount(scenario: Scenario): number {
  const { partitionCount } = offsetsTopicOf(scenario.cluster.config);
  if (scenario.cluster.config[OFFSETS_PARTITION_COUNT] !== undefined) return partitionCount;
  const coordinators = new Set(scenario.groups.map((group) => coordinatorsOf(group, scenario)[0]));
  return coordinators.size <= 1 ? 1 : partitionCount;
}

/**
 * Where the simulator has the replicas of a scenario. Kafka draws by lot where it begins to lay
 * them out; a fault of a broker strikes the same leaders and the same coordinators on both backends
 * only if both lay them out alike.
 */
export class ReplicaPlan {
  /**
   * Brokers with a replica of each partition of `__consumer_offsets`, the leader first: every group
   * has the coordinator that it has on the simulator.
   */
  readonly ofOffsets: readonly (readonly number[])[];
  private readonly brokerIds: readonly number[];

  private constructor(brokerIds: readonly number[], ofOffsets: ReplicaPlan['ofOffsets']) {
    this.brokerIds = brokerIds;
    this.ofOffsets = ofOffsets;
  }

  /**
   * `prefix`: what stands before the names of the scenario on the cluster. null: with it two groups
   * with coordinators of their own come into one partition.
   */
  static of(scenario: Scenario, prefix: string): ReplicaPlan | null {
    const brokerIds = brokerIdsOf(scenario);
    const { replicationFactor } = offsetsTopicOf(scenario.cluster.config);
    const count = offsetsPartitionCount(scenario);
    const ofOffsets = Array.from({ length: count }, (_, partition) =>
      placeReplicas(partition, replicationFactor, brokerIds),
    );
    const taken = new Set<number>();
    for (const group of scenario.groups) {
      const partition = offsetsPartitionOf(prefix + group.id, count);
      const replicas = coordinatorsOf(group, scenario);
      if (taken.has(partition) && ofOffsets[partition]![0] !== replicas[0]) return null;
      taken.add(partition);
      ofOffsets[partition] = replicas;
    }
    return new ReplicaPlan(brokerIds, ofOffsets);
  }

  /** Brokers with a replica of a topic's partition, the leader first. */
  ofTopic(partition: number, replicationFactor: number): readonly number[] {
    return placeReplicas(partition, replicationFactor, this.brokerIds);
  }
}

/** Brokers that can coordinate the group on the simulator, the one that does first. */
function coordinatorsOf(group: GroupSpec, scenario: Scenario): readonly number[] {
  const { partitionCount, replicationFactor } = offsetsTopicOf(scenario.cluster.config);
  const partition = offsetsPartitionOf(group.id, partitionCount);
  return placeReplicas(partition, replicationFactor, brokerIdsOf(scenario));
}

function brokerIdsOf({ cluster }: Scenario): readonly number[] {
  return Array.from({ length: cluster.brokers }, (_, index) => index + 1);
}
