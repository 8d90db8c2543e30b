import type { SessionTimeouts } from '../adapters/kafka/broker/serverProperties.ts';
import { parseBrokerConfig } from '../model/broker/brokerConfig.ts';
import type { KafkaConfig, Scenario } from '../scenario/scenario.ts';
import { OFFSETS_PARTITION_COUNT, offsetsPartitionCount } from './replicaPlan.ts';

/** What a cluster of ours is started with, so that it means what the scenario means. */
export interface BrokerSettings {
  readonly sessions: SessionTimeouts;
  readonly config: KafkaConfig;
}

/** A broker asks the controller several times within its session. */
const HEARTBEATS_PER_SESSION = 4;
/** Less than this, and brokers that share a small machine fence each other. */
const LEAST_BROKER_SESSION_MS = 2_000;

/**
 * The lab's own clusters have short sessions and no delay before a first rebalance. A scenario that
 * does not speak of these means Kafka's defaults, as on the simulator.
 */
export function brokerConfigFor(scenario: Scenario): BrokerSettings {
  const { cluster } = scenario;
  const { groupCoordinator, ...broker } = parseBrokerConfig(cluster.config);
  const brokerSessionTimeoutMs = Math.max(
    LEAST_BROKER_SESSION_MS,
    broker.brokerSessionTimeoutUs / 1000,
  );
  const given = cluster.config['broker.heartbeat.interval.ms'];
  const { consumerSessionTimeoutUs, consumerAssignmentIntervalMs } = groupCoordinator;
  return {
    sessions: {
      brokerSessionTimeoutMs,
      brokerHeartbeatIntervalMs: Number(
        given ?? Math.floor(brokerSessionTimeoutMs / HEARTBEATS_PER_SESSION),
      ),
      groupMinSessionTimeoutMs: groupCoordinator.minSessionTimeoutMs,
      consumerGroupSessionTimeoutMs: consumerSessionTimeoutUs / 1000,
      consumerGroupHeartbeatIntervalMs: groupCoordinator.consumerHeartbeatIntervalMs,
    },
    config: {
      'group.initial.rebalance.delay.ms': String(groupCoordinator.initialRebalanceDelayUs / 1000),
      'group.consumer.assignment.interval.ms': String(consumerAssignmentIntervalMs),
      [OFFSETS_PARTITION_COUNT]: String(offsetsPartitionCount(scenario)),
      ...cluster.config,
      // The limits of these follow them.
      ...(broker.brokerSessionTimeoutUs / 1000 < LEAST_BROKER_SESSION_MS
        ? { 'broker.session.timeout.ms': String(LEAST_BROKER_SESSION_MS) }
        : {}),
    },
  };
}
