import { offsetsPartitionOf } from '../model/broker/offsetsPartitionOf.ts';
import { placeReplicas } from '../model/broker/replicaPlacement.ts';
import { offsetsTopicOf } from '../scenario/clusterSettings.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Where the simulator has the replicas of a scenario. Kafka draws by lot where it begins to lay
 * them out; a fault of a broker strikes the same leaders and the same coordinator on both backends
 * only if both lay them out alike.
 */
export class ReplicaPlan {
  private readonly brokerIds: readonly number[];
  private readonly scenario: Scenario;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.brokerIds = Array.from({ length: scenario.cluster.brokers }, (_, index) => index + 1);
  }

  /** Brokers with a replica of a topic's partition, the leader first. */
  ofTopic(partition: number, replicationFactor: number): readonly number[] {
    return placeReplicas(partition, replicationFactor, this.brokerIds);
  }

  /**
   * The same of the only partition that `__consumer_offsets` has on a cluster of ours: its leader
   * is the coordinator of all groups, the one that the scenario's first group has.
   */
  ofOffsets(): readonly number[] {
    const { groups, cluster } = this.scenario;
    const { partitionCount, replicationFactor } = offsetsTopicOf(cluster.config);
    const [group] = groups;
    const partition = group === undefined ? 0 : offsetsPartitionOf(group.id, partitionCount);
    return placeReplicas(partition, replicationFactor, this.brokerIds);
  }
}
