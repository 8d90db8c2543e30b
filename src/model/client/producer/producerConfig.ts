import { ConfigReader } from '../../configKey.ts';
import { PRODUCER_CONFIG_KEYS } from './producerConfigKeys.ts';

/** Who chooses the partition of a record that names none. */
export type PartitionerChoice = 'built-in' | 'round-robin';

/**
 * The config of one producer, by Kafka's names in camel case. Times in milliseconds, sizes in
 * bytes.
 */
export interface ProducerConfig {
  /** -1: all in-sync replicas. */
  readonly acks: 0 | 1 | -1;
  readonly batchSize: number;
  readonly bufferMemory: number;
  readonly clientId: string;
  readonly deliveryTimeoutMs: number;
  readonly enableIdempotence: boolean;
  readonly lingerMs: number;
  readonly maxBlockMs: number;
  readonly maxInFlightRequestsPerConnection: number;
  readonly maxRequestSize: number;
  readonly metadataMaxAgeMs: number;
  readonly partitioner: PartitionerChoice;
  readonly partitionerAdaptivePartitioningEnable: boolean;
  /** 0: off. */
  readonly partitionerAvailabilityTimeoutMs: number;
  readonly partitionerIgnoreKeys: boolean;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly requestTimeoutMs: number;
  readonly retries: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

const INT_MAX = 2147483647;
const MAX_IN_FLIGHT_FOR_IDEMPOTENCE = 5;
const PARTITIONER_CLASSES: Readonly<Record<string, PartitionerChoice>> = {
  'org.apache.kafka.clients.producer.RoundRobinPartitioner': 'round-robin',
};
const ACKS: Readonly<Record<string, 0 | 1 | -1>> = { all: -1, '-1': -1, '0': 0, '1': 1 };

/**
 * Reads a producer's config from Kafka's dotted names, with the defaults of Kafka 4.3.1. Throws
 * `ConfigError` where Kafka's `ProducerConfig` or the producer's constructor would throw, for
 * `transactional.id`, which is not modelled and would change what a producer does, and for keys
 * that Kafka's producer does not know.
 */
export function parseProducerConfig(config: Readonly<Record<string, string>>): ProducerConfig {
  const reader = new ConfigReader(PRODUCER_CONFIG_KEYS, config);
  const acks = ACKS[reader.oneOf('acks', ['all', '-1', '0', '1'])]!;
  const retries = reader.integer('retries', 0);
  const maxInFlightRequestsPerConnection = reader.integer(
    'max.in.flight.requests.per.connection',
    1,
  );
  const lingerMs = Math.min(reader.integer('linger.ms', 0), INT_MAX);
  const requestTimeoutMs = reader.integer('request.timeout.ms', 0);
  const reconnectBackoffMs = reader.integer('reconnect.backoff.ms', 0);
  if (reader.isSet('transactional.id')) {
    throw reader.refuse('transactional.id', 'transactions are not modelled');
  }
  return {
    acks,
    batchSize: reader.integer('batch.size', 0),
    bufferMemory: reader.integer('buffer.memory', 0),
    clientId: reader.text('client.id') ?? '',
    deliveryTimeoutMs: readDeliveryTimeout(reader, lingerMs, requestTimeoutMs),
    enableIdempotence: readIdempotence(reader, acks, retries, maxInFlightRequestsPerConnection),
    lingerMs,
    maxBlockMs: reader.integer('max.block.ms', 0),
    maxInFlightRequestsPerConnection,
    maxRequestSize: reader.integer('max.request.size', 0),
    metadataMaxAgeMs: reader.integer('metadata.max.age.ms', 0),
    partitioner: readPartitioner(reader),
    partitionerAdaptivePartitioningEnable: reader.boolean(
      'partitioner.adaptive.partitioning.enable',
    ),
    partitionerAvailabilityTimeoutMs: reader.integer('partitioner.availability.timeout.ms', 0),
    partitionerIgnoreKeys: reader.boolean('partitioner.ignore.keys'),
    reconnectBackoffMs,
    reconnectBackoffMaxMs: readReconnectBackoffMax(reader, reconnectBackoffMs),
    requestTimeoutMs,
    retries,
    retryBackoffMs: reader.integer('retry.backoff.ms', 0),
    retryBackoffMaxMs: reader.integer('retry.backoff.max.ms', 0),
  };
}

/**
 * Idempotence is on by default. Settings that rule it out turn it off in silence, unless it was
 * asked for in so many words; too many requests in flight are an error in both cases.
 */
function readIdempotence(
  reader: ConfigReader,
  acks: number,
  retries: number,
  maxInFlight: number,
): boolean {
  if (!reader.boolean('enable.idempotence')) return false;
  const isExplicit = reader.isSet('enable.idempotence');
  if (isExplicit && retries === 0) {
    throw reader.refuse('retries', 'with enable.idempotence=true it must be above 0');
  }
  if (isExplicit && acks !== -1) {
    throw reader.refuse('acks', 'with enable.idempotence=true it must be all (or -1)');
  }
  if (maxInFlight > MAX_IN_FLIGHT_FOR_IDEMPOTENCE) {
    const key = 'max.in.flight.requests.per.connection';
    throw reader.refuse(key, 'it must be at most 5 unless enable.idempotence=false');
  }
  return retries > 0 && acks === -1;
}

/**
 * The default is raised in silence to linger.ms + request.timeout.ms; an explicit value must reach
 * it.
 */
function readDeliveryTimeout(
  reader: ConfigReader,
  lingerMs: number,
  requestTimeoutMs: number,
): number {
  const deliveryTimeoutMs = reader.integer('delivery.timeout.ms', 0);
  const leastMs = Math.min(lingerMs + requestTimeoutMs, INT_MAX);
  if (deliveryTimeoutMs >= leastMs) return deliveryTimeoutMs;
  if (!reader.isSet('delivery.timeout.ms')) return leastMs;
  const sum = `linger.ms + request.timeout.ms = ${leastMs}`;
  throw reader.refuse('delivery.timeout.ms', `it must be at least ${sum}`);
}

/** Without a maximum of its own, an explicit backoff does not grow. */
function readReconnectBackoffMax(reader: ConfigReader, reconnectBackoffMs: number): number {
  const maximumMs = reader.integer('reconnect.backoff.max.ms', 0);
  const isFixed = reader.isSet('reconnect.backoff.ms') && !reader.isSet('reconnect.backoff.max.ms');
  return isFixed ? reconnectBackoffMs : maximumMs;
}

function readPartitioner(reader: ConfigReader): PartitionerChoice {
  const text = reader.text('partitioner.class');
  if (text === null || text === '') return 'built-in';
  return reader.className('partitioner.class', text, PARTITIONER_CLASSES);
}
