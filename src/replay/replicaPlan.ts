import { offsetsPartitionOf } from '../model/broker/offsetsPartitionOf.ts';
import { placeReplicas } from '../model/broker/replicaPlacement.ts';
import { offsetsTopicOf } from '../scenario/clusterSettings.ts';
import type { GroupSpec, Scenario } from '../scenario/scenario.ts';

const PARTITION_COUNT = 'offsets.topic.num.partitions';

/**
 * How many partitions `__consumer_offsets` has on a cluster of ours for this scenario: what the
 * scenario says, else one, or as many as on the simulator if its groups have several coordinators.
 */
export function offsetsPartitionCount(scenario: Scenario): number {
  const { partitionCount } = offsetsTopicOf(scenario.cluster.config);
  if (scenario.cluster.config[PARTITION_COUNT] !== undefined) return partitionCount;
  const coordinators = new Set(scenario.groups.map((group) => coordinatorsOf(group, scenario)[0]));
  return coordinators.size <= 1 ? 1 : partitionCount;
}

/** The same as a config of the brokers, which must know it when they start. */
export function offsetsPartitionConfig(scenario: Scenario): Readonly<Record<string, string>> {
  return { [PARTITION_COUNT]: String(offsetsPartitionCount(scenario)) };
}

/**
 * Where the simulator has the replicas of a scenario. Kafka draws by lot where it begins to lay
 * them out; a fault of a broker strikes the same leaders and the same coordinators on both backends
 * only if both lay them out alike.
 */
export class ReplicaPlan {
  private readonly brokerIds: readonly number[];
  private readonly scenario: Scenario;
  private readonly prefix: string;

  /** `prefix`: what stands before the names of the scenario on the cluster. */
  constructor(scenario: Scenario, prefix: string) {
    this.scenario = scenario;
    this.prefix = prefix;
    this.brokerIds = brokerIdsOf(scenario);
  }

  /** Brokers with a replica of a topic's partition, the leader first. */
  ofTopic(partition: number, replicationFactor: number): readonly number[] {
    return placeReplicas(partition, replicationFactor, this.brokerIds);
  }

  /**
   * The same of each partition of `__consumer_offsets`, so that every group has the coordinator
   * that it has on the simulator. null: with this prefix two groups that have not the same one
   * come into one partition.
   */
  ofOffsets(): readonly (readonly number[])[] | null {
    const { scenario, prefix, brokerIds } = this;
    const { replicationFactor } = offsetsTopicOf(scenario.cluster.config);
    const count = offsetsPartitionCount(scenario);
    const wanted = new Map<number, readonly number[]>();
    for (const group of scenario.groups) {
      const partition = offsetsPartitionOf(prefix + group.id, count);
      const replicas = coordinatorsOf(group, scenario);
      const others = wanted.get(partition);
      if (others !== undefined && others[0] !== replicas[0]) return null;
      wanted.set(partition, replicas);
    }
    return Array.from(
      { length: count },
      (_, partition) =>
        wanted.get(partition) ?? placeReplicas(partition, replicationFactor, brokerIds),
    );
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
