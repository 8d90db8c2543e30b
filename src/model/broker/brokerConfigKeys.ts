import type { ConfigKey, ConfigType } from '../configKey.ts';

const AT_LEAST_0 = 'a whole number, at least 0';
const AT_LEAST_1 = 'a whole number, at least 1';
const BOOLEAN = 'true or false';
const GROUP_CONSUMER_MS = 'a whole number of milliseconds, at least 1';

function modelled(
  name: string,
  type: ConfigType,
  defaultValue: string,
  allowed: string,
): ConfigKey {
  return { name, type, defaultValue, allowed, modelled: true };
}

function known(
  name: string,
  type: ConfigType,
  defaultValue: string | null,
  allowed: string,
): ConfigKey {
  return { name, type, defaultValue, allowed, modelled: false };
}

/**
 * Broker configs that bear on partitions, replication, producers and groups, with the defaults of
 * Kafka 4.3.1. Left out are the keys of listeners, TLS and SASL, quotas, tiered storage, the log
 * cleaner's threads and share groups.
 */
export const BROKER_CONFIG_KEYS: readonly ConfigKey[] = [
  modelled('group.initial.rebalance.delay.ms', 'int', '3000', AT_LEAST_0),
  modelled(
    'group.min.session.timeout.ms',
    'int',
    '6000',
    `${AT_LEAST_0}; at most group.max.session.timeout.ms`,
  ),
  modelled(
    'group.max.session.timeout.ms',
    'int',
    '1800000',
    `${AT_LEAST_0}; at least group.min.session.timeout.ms`,
  ),
  modelled('group.max.size', 'int', '2147483647', AT_LEAST_1),
  modelled('group.consumer.session.timeout.ms', 'int', '45000', GROUP_CONSUMER_MS),
  modelled('group.consumer.min.session.timeout.ms', 'int', '45000', GROUP_CONSUMER_MS),
  modelled('group.consumer.max.session.timeout.ms', 'int', '60000', GROUP_CONSUMER_MS),
  modelled('group.consumer.heartbeat.interval.ms', 'int', '5000', GROUP_CONSUMER_MS),
  modelled('group.consumer.min.heartbeat.interval.ms', 'int', '5000', GROUP_CONSUMER_MS),
  modelled('group.consumer.max.heartbeat.interval.ms', 'int', '15000', GROUP_CONSUMER_MS),
  modelled('group.consumer.assignment.interval.ms', 'int', '1000', AT_LEAST_0),
  modelled('group.consumer.max.size', 'int', '2147483647', AT_LEAST_1),
  modelled('group.consumer.assignors', 'list', 'uniform,range', 'uniform, range or class names'),
  modelled('offset.metadata.max.bytes', 'int', '4096', AT_LEAST_0),
  modelled('offsets.commit.timeout.ms', 'int', '5000', AT_LEAST_1),
  modelled('offsets.retention.minutes', 'int', '10080', AT_LEAST_1),
  modelled('offsets.retention.check.interval.ms', 'long', '600000', AT_LEAST_1),
  modelled('offsets.topic.num.partitions', 'int', '50', 'a whole number from 1 to 10000'),
  modelled('offsets.topic.replication.factor', 'int', '3', 'a whole number from 1 to 32767'),
  modelled('min.insync.replicas', 'int', '1', AT_LEAST_1),
  modelled('broker.session.timeout.ms', 'int', '9000', AT_LEAST_1),
  known('broker.heartbeat.interval.ms', 'int', '2000', AT_LEAST_1),
  known('num.partitions', 'int', '1', AT_LEAST_1),
  known('default.replication.factor', 'int', '1', AT_LEAST_1),
  known('auto.create.topics.enable', 'boolean', 'true', BOOLEAN),
  known('delete.topic.enable', 'boolean', 'true', BOOLEAN),
  known('message.max.bytes', 'int', '1048588', AT_LEAST_0),
  known('producer.id.expiration.ms', 'int', '86400000', AT_LEAST_1),
  known('transactional.id.expiration.ms', 'int', '604800000', AT_LEAST_1),
  known('transaction.max.timeout.ms', 'int', '900000', AT_LEAST_1),
  known('unclean.leader.election.enable', 'boolean', 'false', BOOLEAN),
  known('unclean.leader.election.interval.ms', 'long', '300000', AT_LEAST_1),
  known('auto.leader.rebalance.enable', 'boolean', 'true', BOOLEAN),
  known('leader.imbalance.check.interval.seconds', 'long', '300', AT_LEAST_1),
  known('replica.lag.time.max.ms', 'long', '30000', AT_LEAST_0),
  known('replica.fetch.wait.max.ms', 'int', '500', AT_LEAST_0),
  known('replica.fetch.min.bytes', 'int', '1', AT_LEAST_0),
  known('replica.fetch.max.bytes', 'int', '1048576', AT_LEAST_0),
  known('replica.fetch.backoff.ms', 'int', '1000', AT_LEAST_0),
  known('replica.fetch.response.max.bytes', 'int', '10485760', AT_LEAST_0),
  known('replica.high.watermark.checkpoint.interval.ms', 'long', '5000', AT_LEAST_0),
  known('replica.socket.timeout.ms', 'int', '30000', AT_LEAST_0),
  known('num.replica.fetchers', 'int', '1', AT_LEAST_0),
  known('num.network.threads', 'int', '3', AT_LEAST_1),
  known('num.io.threads', 'int', '8', AT_LEAST_1),
  known('queued.max.requests', 'int', '500', AT_LEAST_1),
  known('connections.max.idle.ms', 'long', '600000', 'a whole number, at least -1'),
  known('controlled.shutdown.enable', 'boolean', 'true', BOOLEAN),
  known('fetch.max.bytes', 'int', '57671680', 'a whole number, at least 1024'),
  known(
    'compression.type',
    'string',
    'producer',
    'producer, uncompressed, gzip, snappy, lz4 or zstd',
  ),
  known('log.segment.bytes', 'int', '1073741824', 'a whole number, at least 1048576'),
  known('log.roll.hours', 'int', '168', AT_LEAST_1),
  known('log.retention.hours', 'int', '168', 'a whole number, at least -1'),
  known('log.retention.minutes', 'int', null, 'a whole number, at least -1'),
  known('log.retention.ms', 'long', null, 'a whole number, at least -1'),
  known('log.retention.bytes', 'long', '-1', 'a whole number, at least -1'),
  known('log.cleanup.policy', 'list', 'delete', 'delete, compact or both'),
  known('log.message.timestamp.type', 'string', 'CreateTime', 'CreateTime or LogAppendTime'),
  known('log.message.timestamp.before.max.ms', 'long', '9223372036854775807', AT_LEAST_0),
  known('log.message.timestamp.after.max.ms', 'long', '3600000', AT_LEAST_0),
  known('log.flush.interval.messages', 'long', '9223372036854775807', AT_LEAST_1),
  known(
    'group.coordinator.rebalance.protocols',
    'list',
    'classic,consumer,share,streams',
    'names of group protocols',
  ),
  known('group.coordinator.append.linger.ms', 'int', '-1', 'a whole number, at least -1'),
  known('group.coordinator.threads', 'int', '4', AT_LEAST_1),
  known(
    'group.consumer.migration.policy',
    'string',
    'bidirectional',
    'disabled, upgrade, downgrade or bidirectional',
  ),
];
