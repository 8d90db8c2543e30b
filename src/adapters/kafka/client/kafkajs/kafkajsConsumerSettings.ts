import type { ConsumerConfig as KafkajsConsumerConfig, KafkaConfig } from 'kafkajs';
import type { ConsumerConfig } from '../../../../model/client/consumer/consumerConfig.ts';
import { KafkaProblem } from '../../broker/kafkaProblem.ts';
import { readConsumerConfig, refuseUnsupported } from '../clientConfigs.ts';
import type { RealConsumerOptions } from '../kafkaClient.ts';
import { newKafkajsAssigner, type KafkajsAssignorName } from './kafkajsAssigner.ts';

/** Attempts at anything before kafkajs starts all over: some 20 s. Brokers restart in less. */
const RETRIES = 20;
/** Heartbeats go out between fetches only, so a fetch must not wait longer than this part. */
const FETCHES_PER_HEARTBEAT = 3;

/** What a kafkajs member is made of, from Kafka's config names. */
export interface KafkajsConsumerSettings {
  readonly kafka: KafkaConfig;
  readonly consumer: KafkajsConsumerConfig;
  readonly fromBeginning: boolean;
  readonly maxPollRecords: number;
  /** null: off. */
  readonly autoCommitIntervalMs: number | null;
  /** A commit is tried again for so long while the broker does not answer. */
  readonly apiTimeoutMs: number;
  readonly retryBackoffMs: number;
}

/** Refused, or nothing but their default, where they are not in this list. */
const SUPPORTED: ReadonlySet<string> = new Set(
  [
    'bootstrap.servers client.id group.id group.protocol session.timeout.ms heartbeat.interval.ms',
    'max.poll.interval.ms max.poll.records partition.assignment.strategy enable.auto.commit',
    'auto.commit.interval.ms auto.offset.reset isolation.level fetch.min.bytes fetch.max.wait.ms',
    'fetch.max.bytes max.partition.fetch.bytes request.timeout.ms default.api.timeout.ms',
    'retry.backoff.ms retry.backoff.max.ms metadata.max.age.ms client.rack',
  ]
    .join(' ')
    .split(' '),
);

/** Translates a consumer's config. Throws KafkaProblem: kafkajs cannot do what it asks for. */
export function kafkajsConsumerSettings(options: RealConsumerOptions): KafkajsConsumerSettings {
  const config = readConsumerConfig(options.config, options.clientId, options.groupId);
  if (config.groupProtocol === 'consumer') throw cannot('group.protocol: consumer (KIP-848)');
  if (config.groupInstanceId !== null) throw cannot('group.instance.id (static membership)');
  refuseUnsupported('kafkajs', 'consumer', options.config, SUPPORTED);
  return {
    kafka: kafkaConfig(options, config),
    consumer: consumerConfig(options, config),
    fromBeginning: startsAtBeginning(config),
    maxPollRecords: config.maxPollRecords,
    autoCommitIntervalMs: config.enableAutoCommit ? config.autoCommitIntervalMs : null,
    apiTimeoutMs: config.defaultApiTimeoutMs,
    retryBackoffMs: config.retryBackoffMs,
  };
}

function kafkaConfig({ bootstrap }: RealConsumerOptions, config: ConsumerConfig): KafkaConfig {
  return {
    clientId: config.clientId,
    brokers: bootstrap.split(','),
    requestTimeout: config.requestTimeoutMs,
    retry: retryOf(config),
  };
}

function consumerConfig(
  { config: texts }: RealConsumerOptions,
  config: ConsumerConfig,
): KafkajsConsumerConfig {
  const fetchWaitMs = Math.min(
    config.fetchMaxWaitMs,
    Math.max(1, Math.floor(config.heartbeatIntervalMs / FETCHES_PER_HEARTBEAT)),
  );
  return {
    groupId: config.groupId!,
    partitionAssigners: assignorsOf(config).map(newKafkajsAssigner),
    sessionTimeout: config.sessionTimeoutMs,
    heartbeatInterval: config.heartbeatIntervalMs,
    rebalanceTimeout: config.maxPollIntervalMs,
    metadataMaxAge: config.metadataMaxAgeMs,
    minBytes: config.fetchMinBytes,
    maxBytes: config.fetchMaxBytes,
    maxBytesPerPartition: config.maxPartitionFetchBytes,
    maxWaitTimeInMs: fetchWaitMs,
    readUncommitted: config.isolationLevel === 'read_uncommitted',
    rackId: texts['client.rack'] ?? '',
    allowAutoTopicCreation: false,
    retry: retryOf(config),
  };
}

function retryOf(config: ConsumerConfig): NonNullable<KafkaConfig['retry']> {
  return {
    initialRetryTime: Math.max(1, config.retryBackoffMs),
    maxRetryTime: Math.max(1, config.retryBackoffMaxMs),
    multiplier: 2,
    factor: 0.2,
    retries: RETRIES,
  };
}

/**
 * Kafka's default list is "range, cooperative-sticky": a group whose members all have it uses
 * range, its first. So what is behind one that kafkajs can do does not matter.
 */
function assignorsOf({ partitionAssignmentStrategy }: ConsumerConfig): KafkajsAssignorName[] {
  const [first] = partitionAssignmentStrategy;
  if (first !== 'range' && first !== 'roundrobin')
    throw cannot(`partition.assignment.strategy: ${first ?? ''}`);
  return partitionAssignmentStrategy.filter(
    (name): name is KafkajsAssignorName => name === 'range' || name === 'roundrobin',
  );
}

function startsAtBeginning({ autoOffsetReset }: ConsumerConfig): boolean {
  const { type } = autoOffsetReset;
  if (type === 'earliest' || type === 'latest') return type === 'earliest';
  throw cannot(`auto.offset.reset: ${type}`);
}

function cannot(what: string): KafkaProblem {
  return new KafkaProblem('misuse', `the client kafkajs cannot do ${what}`);
}
