import type { ClusterEvents } from '../adapters/sim/clusterEvents.ts';
import { parseBrokerConfig } from '../model/broker/brokerConfig.ts';
import type { ClusterSettings } from '../model/broker/cluster.ts';
import type { RandomStream } from '../sim/randomStream.ts';
import type { KafkaConfig, Scenario } from './scenario.ts';

/**
 * The cluster of a scenario in the model's terms. What is not said has the default of Kafka 4.3.1.
 */
export function clusterSettings(
  scenario: Scenario,
  events: ClusterEvents,
  memberIds: RandomStream,
): ClusterSettings {
  const { config } = scenario.cluster;
  const topicConfigs = new Map(scenario.topics.map((topic) => [topic.name, topic.config]));
  const minInsyncReplicas = numberOf(config, 'min.insync.replicas', 1);
  const offsets = offsetsTopicOf(config);
  return {
    brokerCount: scenario.cluster.brokers,
    brokerSessionTimeoutMs: numberOf(config, 'broker.session.timeout.ms', 9000),
    minInsyncReplicas: (topic) =>
      numberOf(topicConfigs.get(topic) ?? {}, 'min.insync.replicas', minInsyncReplicas),
    coordinator: {
      config: parseBrokerConfig(config).groupCoordinator,
      offsetsPartitionCount: offsets.partitionCount,
      offsetsReplicationFactor: offsets.replicationFactor,
      memberIds: { next: (prefix) => `${prefix}-${uuidOf(memberIds)}` },
      observer: (brokerId) => events.groupObserver(brokerId),
    },
  };
}

/** How `__consumer_offsets` is made on a cluster with this config. */
export function offsetsTopicOf(config: KafkaConfig): {
  readonly partitionCount: number;
  readonly replicationFactor: number;
} {
  return {
    partitionCount: numberOf(config, 'offsets.topic.num.partitions', 50),
    replicationFactor: numberOf(config, 'offsets.topic.replication.factor', 3),
  };
}

function numberOf(config: KafkaConfig, name: string, byDefault: number): number {
  const text = config[name];
  return text === undefined ? byDefault : Number(text);
}

/** A random (version 4) UUID from the run's own randomness. */
function uuidOf(random: RandomStream): string {
  const words = Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0'));
  const [a, b, c, d] = words as [string, string, string, string];
  const variant = '89ab'[random.below(4)]!;
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
