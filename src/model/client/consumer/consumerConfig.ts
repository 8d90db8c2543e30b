import { ConfigError, ConfigReader } from '../../configKey.ts';
import type { AutoOffsetReset } from './autoOffsetReset.ts';
import { parseAutoOffsetReset } from './autoOffsetReset.ts';
import { CONSUMER_CONFIG_KEYS } from './consumerConfigKeys.ts';

/** Protocol names of the assignors that come with Kafka's consumer. */
export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky';

/** The config of one consumer, by Kafka's names in camel case. Times in milliseconds. */
export interface ConsumerConfig {
  /** null: no group, only `assign`, no commits. */
  readonly groupId: string | null;
  /** null: dynamic member. */
  readonly groupInstanceId: string | null;
  readonly groupProtocol: 'classic' | 'consumer';
  /** null: the server's default. */
  readonly groupRemoteAssignor: string | null;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** Also the member's rebalance timeout. */
  readonly maxPollIntervalMs: number;
  readonly maxPollRecords: number;
  /** In order of preference, not empty. */
  readonly partitionAssignmentStrategy: readonly AssignorName[];
  readonly enableAutoCommit: boolean;
  readonly autoCommitIntervalMs: number;
  readonly autoOffsetReset: AutoOffsetReset;
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly requestTimeoutMs: number;
  readonly defaultApiTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly metadataMaxAgeMs: number;
}

const ASSIGNOR_BY_CLASS: Readonly<Record<string, AssignorName>> = {
  'org.apache.kafka.clients.consumer.RangeAssignor': 'range',
  'org.apache.kafka.clients.consumer.RoundRobinAssignor': 'roundrobin',
  'org.apache.kafka.clients.consumer.StickyAssignor': 'sticky',
  'org.apache.kafka.clients.consumer.CooperativeStickyAssignor': 'cooperative-sticky',
};

/** With group.protocol=consumer the brokers set these; the client may not. */
const CLASSIC_ONLY_KEYS = [
  'partition.assignment.strategy',
  'heartbeat.interval.ms',
  'session.timeout.ms',
];
const CONSUMER_ONLY_KEYS = ['group.remote.assignor'];

/**
 * Reads a consumer's config from Kafka's dotted names, with the defaults of Kafka 4.3.1. Throws
 * `ConfigError` where Kafka's `ConsumerConfig` or the consumer's constructor would throw, and for
 * keys that Kafka's consumer does not know.
 *
 * Simplified: a consumer without client.id is named `consumer-<group>-<group.instance.id or 1>`;
 * Kafka counts the consumers of the JVM.
 */
export function parseConsumerConfig(config: Readonly<Record<string, string>>): ConsumerConfig {
  const reader = new ConfigReader(CONSUMER_CONFIG_KEYS, config);
  const groupId = optionalText(reader, 'group.id');
  const groupInstanceId = optionalText(reader, 'group.instance.id');
  const groupProtocol = reader.oneOf('group.protocol', ['classic', 'consumer'], true);
  refuseKeysOfTheOtherProtocol(reader, groupProtocol);
  const clientId = reader.text('client.id') ?? '';
  return {
    groupId,
    groupInstanceId,
    groupProtocol,
    groupRemoteAssignor: optionalText(reader, 'group.remote.assignor'),
    clientId:
      clientId === '' ? `consumer-${groupId ?? 'null'}-${groupInstanceId ?? '1'}` : clientId,
    ...readGroupTimeouts(reader, groupProtocol),
    maxPollIntervalMs: reader.integer('max.poll.interval.ms', 1),
    maxPollRecords: reader.integer('max.poll.records', 1),
    partitionAssignmentStrategy: readAssignors(reader),
    enableAutoCommit: readAutoCommit(reader, groupId),
    autoCommitIntervalMs: reader.integer('auto.commit.interval.ms', 0),
    autoOffsetReset: readAutoOffsetReset(reader),
    isolationLevel: reader.oneOf('isolation.level', ['read_uncommitted', 'read_committed']),
    fetchMinBytes: reader.integer('fetch.min.bytes', 0),
    fetchMaxWaitMs: reader.integer('fetch.max.wait.ms', 0),
    fetchMaxBytes: reader.integer('fetch.max.bytes', 0),
    maxPartitionFetchBytes: reader.integer('max.partition.fetch.bytes', 0),
    requestTimeoutMs: reader.integer('request.timeout.ms', 0),
    defaultApiTimeoutMs: reader.integer('default.api.timeout.ms', 0),
    retryBackoffMs: reader.integer('retry.backoff.ms', 0),
    retryBackoffMaxMs: reader.integer('retry.backoff.max.ms', 0),
    reconnectBackoffMs: reader.integer('reconnect.backoff.ms', 0),
    reconnectBackoffMaxMs: readReconnectBackoffMax(reader),
    metadataMaxAgeMs: reader.integer('metadata.max.age.ms', 0),
  };
}

function optionalText(reader: ConfigReader, name: string): string | null {
  const text = reader.text(name);
  if (text === '') throw reader.refuse(name);
  return text;
}

function readGroupTimeouts(
  reader: ConfigReader,
  groupProtocol: ConsumerConfig['groupProtocol'],
): { sessionTimeoutMs: number; heartbeatIntervalMs: number } {
  const sessionTimeoutMs = reader.integer('session.timeout.ms', 1);
  const heartbeatIntervalMs = reader.integer('heartbeat.interval.ms', 1);
  if (groupProtocol === 'classic' && heartbeatIntervalMs >= sessionTimeoutMs) {
    throw reader.refuse(
      'heartbeat.interval.ms',
      `it must be less than session.timeout.ms=${sessionTimeoutMs}`,
    );
  }
  return { sessionTimeoutMs, heartbeatIntervalMs };
}

function readAssignors(reader: ConfigReader): AssignorName[] {
  const name = 'partition.assignment.strategy';
  const assignors = reader
    .list(name)
    .map((text) => reader.className(name, text, ASSIGNOR_BY_CLASS));
  if (assignors.length === 0 || new Set(assignors).size < assignors.length)
    throw reader.refuse(name);
  return assignors;
}

function readAutoCommit(reader: ConfigReader, groupId: string | null): boolean {
  const enabled = reader.boolean('enable.auto.commit');
  if (groupId !== null) return enabled;
  if (enabled && reader.isSet('enable.auto.commit')) {
    throw reader.refuse('enable.auto.commit', 'it cannot be true without group.id');
  }
  return false;
}

function readAutoOffsetReset(reader: ConfigReader): AutoOffsetReset {
  const strategy = parseAutoOffsetReset(reader.text('auto.offset.reset') ?? '');
  if (strategy === null) throw reader.refuse('auto.offset.reset');
  return strategy;
}

/**
 * If only reconnect.backoff.ms is set, it is the maximum too
 * (`postProcessReconnectBackoffConfigs`).
 */
function readReconnectBackoffMax(reader: ConfigReader): number {
  const isOnlyInitialSet =
    reader.isSet('reconnect.backoff.ms') && !reader.isSet('reconnect.backoff.max.ms');
  return reader.integer(isOnlyInitialSet ? 'reconnect.backoff.ms' : 'reconnect.backoff.max.ms', 0);
}

function refuseKeysOfTheOtherProtocol(
  reader: ConfigReader,
  groupProtocol: 'classic' | 'consumer',
): void {
  for (const name of groupProtocol === 'consumer' ? CLASSIC_ONLY_KEYS : CONSUMER_ONLY_KEYS) {
    if (!reader.isSet(name)) continue;
    throw new ConfigError(
      name,
      reader.text(name) ?? '',
      `it cannot be set when group.protocol=${groupProtocol}`,
    );
  }
}
