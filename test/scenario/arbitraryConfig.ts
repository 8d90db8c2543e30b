import fc from 'fast-check';
import type { KafkaConfig } from '../../src/scenario/scenario.ts';
import { inPercent, onceIn } from './choices.ts';

/** With these a group of the protocol `consumer` hears of a fault soon; said to the brokers. */
export const SHORT_CONSUMER_SESSIONS: KafkaConfig = {
  'group.consumer.min.session.timeout.ms': '1000',
  'group.consumer.session.timeout.ms': '6000',
  'group.consumer.min.heartbeat.interval.ms': '100',
  'group.consumer.heartbeat.interval.ms': '500',
};

/** True if the members speak the protocol of KIP-848. */
export function isConsumerProtocol(groupConfig: KafkaConfig): boolean {
  return groupConfig['group.protocol'] === 'consumer';
}

const CLASSIC_ONLY = [
  'session.timeout.ms',
  'heartbeat.interval.ms',
  'partition.assignment.strategy',
];

/** The same under the protocol `consumer`, where the brokers say how long a session is. */
function underConsumerProtocol(config: KafkaConfig, assignor: string | null): KafkaConfig {
  const kept = Object.entries(config).filter(([key]) => !CLASSIC_ONLY.includes(key));
  return {
    ...Object.fromEntries(kept),
    'group.protocol': 'consumer',
    ...(assignor === null ? {} : { 'group.remote.assignor': assignor }),
  };
}

/** Configs with which a group rebalances soon after a fault, and often. */
const classicGroupConfig: fc.Arbitrary<KafkaConfig> = fc
  .record(
    {
      'session.timeout.ms': fc.constantFrom('6000', '10000', '20000'),
      'heartbeat.interval.ms': fc.constantFrom('500', '1000', '3000'),
      'max.poll.interval.ms': fc.constantFrom('10000', '30000', '300000'),
      'max.poll.records': fc.constantFrom('1', '3', '10', '500'),
      'partition.assignment.strategy': fc.constantFrom(
        'range',
        'roundrobin',
        'sticky',
        'cooperative-sticky',
        'range,cooperative-sticky',
      ),
      'auto.commit.interval.ms': fc.constantFrom('100', '1000', '5000'),
      // Below request.timeout.ms, or every fetch that waits would time out.
      'fetch.max.wait.ms': fc.constantFrom('50', '800'),
      'fetch.min.bytes': fc.constantFrom('0', '1', '1000'),
      'max.partition.fetch.bytes': fc.constantFrom('1', '200'),
      'request.timeout.ms': fc.constantFrom('1000', '5000'),
      'default.api.timeout.ms': fc.constantFrom('2000', '10000'),
      'metadata.max.age.ms': fc.constantFrom('2000', '30000'),
    },
    { requiredKeys: ['session.timeout.ms'] },
  )
  // Without a committed offset, "latest" would skip what was sent before: no rule could hold.
  .map((config): KafkaConfig => ({ 'auto.offset.reset': 'earliest', ...config }));

/** Of a classic group or, one time in three, of one of the protocol `consumer`. */
export const arbitraryGroupConfig: fc.Arbitrary<KafkaConfig> = fc
  .tuple(classicGroupConfig, onceIn(3), inPercent(50, fc.constantFrom('uniform', 'range')))
  .map(([config, isConsumer, assignor]) =>
    isConsumer ? underConsumerProtocol(config, assignor) : config,
  );

const idempotent: fc.Arbitrary<KafkaConfig> = fc.record(
  {
    'linger.ms': fc.constantFrom('0', '50'),
    'batch.size': fc.constantFrom('0', '200'),
    'enable.idempotence': fc.constant('true'),
    'request.timeout.ms': fc.constantFrom('1000', '5000'),
    'delivery.timeout.ms': fc.constantFrom('6000', '15000'),
    'metadata.max.age.ms': fc.constantFrom('2000', '30000'),
  },
  { requiredKeys: [] },
);

const careless: fc.Arbitrary<KafkaConfig> = fc.record(
  {
    'enable.idempotence': fc.constant('false'),
    acks: fc.constantFrom('0', '1', 'all'),
    retries: fc.constantFrom('0', '3'),
    'max.in.flight.requests.per.connection': fc.constantFrom('1', '10'),
    'linger.ms': fc.constantFrom('0', '50'),
    'batch.size': fc.constantFrom('0', '200'),
    'request.timeout.ms': fc.constantFrom('1000', '5000'),
    'delivery.timeout.ms': fc.constantFrom('6000', '15000'),
  },
  { requiredKeys: ['enable.idempotence'] },
);

/** Kafka's defaults, an idempotent producer, or one that may lose, repeat and reorder. */
export const arbitraryProducerConfig: fc.Arbitrary<KafkaConfig> = fc
  .oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constant<KafkaConfig>({}) },
    { weight: 1, arbitrary: idempotent },
    { weight: 1, arbitrary: careless },
  )
  .map(withinDelivery);

/** Kafka refuses a delivery.timeout.ms below linger.ms + request.timeout.ms, 30 s by default. */
function withinDelivery(config: KafkaConfig): KafkaConfig {
  if (config['delivery.timeout.ms'] === undefined) return config;
  return { 'request.timeout.ms': '5000', ...config };
}

/** Of the brokers: short delays, so that a scenario is over soon. */
export const arbitraryClusterConfig: fc.Arbitrary<KafkaConfig> = fc.record(
  {
    'group.initial.rebalance.delay.ms': fc.constantFrom('0', '500', '3000'),
    'broker.session.timeout.ms': fc.constantFrom('2000', '9000'),
    'offsets.topic.replication.factor': fc.constantFrom('1', '3'),
    'min.insync.replicas': fc.constantFrom('1', '2'),
  },
  { requiredKeys: ['group.initial.rebalance.delay.ms'] },
);
