import { ConfigReader } from '../configKey.ts';
import { newGroupCoordinatorConfig } from '../group/groupCoordinatorConfig.ts';
import type {
  GroupCoordinatorConfig,
  GroupCoordinatorConfigName,
} from '../group/groupCoordinatorConfig.ts';
import { BROKER_CONFIG_KEYS } from './brokerConfigKeys.ts';

/** Class to short name of the assignors that brokers have. */
const SERVER_ASSIGNORS = {
  'org.apache.kafka.coordinator.group.assignor.UniformAssignor': 'uniform',
  'org.apache.kafka.coordinator.group.assignor.RangeAssignor': 'range',
} as const;

/** What the brokers of a cluster are configured to do, as far as the model acts on it. */
export interface BrokerConfig {
  readonly groupCoordinator: GroupCoordinatorConfig;
  /** offsets.topic.num.partitions */
  readonly offsetsTopicNumPartitions: number;
  /** offsets.topic.replication.factor, as configured: perhaps more than there are brokers. */
  readonly offsetsTopicReplicationFactor: number;
  /** min.insync.replicas of topics that do not set their own. */
  readonly minInsyncReplicas: number;
  /** broker.session.timeout.ms: after this silence the controller fences a broker. */
  readonly brokerSessionTimeoutUs: number;
}

/**
 * Reads a broker's config from Kafka's dotted names, with the defaults of Kafka 4.3.1. Throws
 * `ConfigError` for values that Kafka refuses and for keys that are not in `BROKER_CONFIG_KEYS`.
 * Mirrors `AbstractKafkaConfig` and `GroupCoordinatorConfig`.
 *
 * Simplified: values of keys that the model does not act on are not checked.
 */
export function parseBrokerConfig(config: Readonly<Record<string, string>>): BrokerConfig {
  const reader = new ConfigReader(BROKER_CONFIG_KEYS, config);
  const minSessionTimeoutMs = reader.integer('group.min.session.timeout.ms', 0);
  const maxSessionTimeoutMs = reader.integer('group.max.session.timeout.ms', 0);
  if (maxSessionTimeoutMs < minSessionTimeoutMs) {
    const isMaxSet = reader.isSet('group.max.session.timeout.ms');
    throw reader.refuse(isMaxSet ? 'group.max.session.timeout.ms' : 'group.min.session.timeout.ms');
  }
  return {
    groupCoordinator: newGroupCoordinatorConfig(
      {
        'group.initial.rebalance.delay.ms': reader.integer('group.initial.rebalance.delay.ms', 0),
        'group.min.session.timeout.ms': minSessionTimeoutMs,
        'group.max.session.timeout.ms': maxSessionTimeoutMs,
        'group.max.size': reader.integer('group.max.size', 1),
        'offset.metadata.max.bytes': reader.integer('offset.metadata.max.bytes', 0),
        'offsets.commit.timeout.ms': reader.integer('offsets.commit.timeout.ms', 1),
        'offsets.retention.minutes': reader.integer('offsets.retention.minutes', 1),
        'offsets.retention.check.interval.ms': reader.integer(
          'offsets.retention.check.interval.ms',
          1,
          1e12,
        ),
        ...readConsumerGroupConfig(reader),
      },
      readServerAssignors(reader),
    ),
    offsetsTopicNumPartitions: reader.integer('offsets.topic.num.partitions', 1, 10_000),
    offsetsTopicReplicationFactor: reader.integer('offsets.topic.replication.factor', 1, 32_767),
    minInsyncReplicas: reader.integer('min.insync.replicas', 1),
    brokerSessionTimeoutUs: reader.integer('broker.session.timeout.ms', 1) * 1000,
  };
}

/** What groups under KIP-848 are given, each within the limits that the brokers set themselves. */
function readConsumerGroupConfig(
  reader: ConfigReader,
): Partial<Record<GroupCoordinatorConfigName, number>> {
  const sessionTimeoutMs = readWithinLimits(reader, 'session.timeout.ms');
  const heartbeatIntervalMs = readWithinLimits(reader, 'heartbeat.interval.ms');
  if (heartbeatIntervalMs >= sessionTimeoutMs) {
    throw reader.refuse(
      'group.consumer.heartbeat.interval.ms',
      `it must be less than group.consumer.session.timeout.ms=${sessionTimeoutMs}`,
    );
  }
  return {
    'group.consumer.session.timeout.ms': sessionTimeoutMs,
    'group.consumer.heartbeat.interval.ms': heartbeatIntervalMs,
    'group.consumer.assignment.interval.ms': reader.integer(
      'group.consumer.assignment.interval.ms',
      0,
    ),
    'group.consumer.max.size': reader.integer('group.consumer.max.size', 1),
  };
}

function readWithinLimits(reader: ConfigReader, suffix: string): number {
  const name = `group.consumer.${suffix}`;
  const minimum = reader.integer(`group.consumer.min.${suffix}`, 1);
  const maximum = reader.integer(`group.consumer.max.${suffix}`, 1);
  if (maximum < minimum) {
    throw reader.refuse(
      `group.consumer.max.${suffix}`,
      `it must be at least group.consumer.min.${suffix}=${minimum}`,
    );
  }
  const value = reader.integer(name, 1);
  if (value >= minimum && value <= maximum) return value;
  throw reader.refuse(name, `group.consumer.min and max.${suffix} are ${minimum} and ${maximum}`);
}

function readServerAssignors(reader: ConfigReader): readonly string[] {
  const name = 'group.consumer.assignors';
  const assignors = reader.list(name).map((text) => reader.className(name, text, SERVER_ASSIGNORS));
  if (assignors.length === 0 || new Set(assignors).size < assignors.length)
    throw reader.refuse(name);
  return assignors;
}
