import type { ConfigKey, ConfigType } from '../../configKey.ts';

const AT_LEAST_0 = 'a whole number, at least 0';
const AT_LEAST_1 = 'a whole number, at least 1';
const BOOLEAN = 'true or false';
const ANY_TEXT = 'any text';
const CLASS_NAMES = 'class names, each once';

type Row = readonly [name: string, type: ConfigType, defaultValue: string | null, allowed: string];

const MODELLED: readonly Row[] = [
  ['acks', 'string', 'all', 'all, -1, 0 or 1; with enable.idempotence=true only all or -1'],
  ['batch.size', 'int', '16384', AT_LEAST_0],
  ['buffer.memory', 'long', '33554432', AT_LEAST_0],
  ['client.id', 'string', '', ANY_TEXT],
  [
    'delivery.timeout.ms',
    'int',
    '120000',
    `${AT_LEAST_0}; not below linger.ms + request.timeout.ms`,
  ],
  ['enable.idempotence', 'boolean', 'true', `${BOOLEAN}; true needs acks=all, retries > 0`],
  ['linger.ms', 'long', '5', AT_LEAST_0],
  ['max.block.ms', 'long', '60000', AT_LEAST_0],
  [
    'max.in.flight.requests.per.connection',
    'int',
    '5',
    `${AT_LEAST_1}; at most 5 while enable.idempotence is true`,
  ],
  ['max.request.size', 'int', '1048576', AT_LEAST_0],
  ['metadata.max.age.ms', 'long', '300000', AT_LEAST_0],
  ['partitioner.adaptive.partitioning.enable', 'boolean', 'true', BOOLEAN],
  ['partitioner.availability.timeout.ms', 'long', '0', AT_LEAST_0],
  [
    'partitioner.class',
    'class',
    null,
    'not set (built-in partitioner) or org.apache.kafka.clients.producer.RoundRobinPartitioner',
  ],
  ['partitioner.ignore.keys', 'boolean', 'false', BOOLEAN],
  ['reconnect.backoff.max.ms', 'long', '1000', AT_LEAST_0],
  ['reconnect.backoff.ms', 'long', '50', AT_LEAST_0],
  ['request.timeout.ms', 'int', '30000', AT_LEAST_0],
  ['retries', 'int', '2147483647', `${AT_LEAST_0}; above 0 with enable.idempotence=true`],
  ['retry.backoff.max.ms', 'long', '1000', AT_LEAST_0],
  ['retry.backoff.ms', 'long', '100', AT_LEAST_0],
];

/** Known to Kafka; here they change nothing. */
const NOT_MODELLED: readonly Row[] = [
  ['bootstrap.servers', 'list', null, 'host:port, ...'],
  [
    'client.dns.lookup',
    'string',
    'use_all_dns_ips',
    'use_all_dns_ips or resolve_canonical_bootstrap_servers_only',
  ],
  ['compression.gzip.level', 'int', '-1', '1 to 9, or -1'],
  ['compression.lz4.level', 'int', '9', '1 to 17'],
  ['compression.type', 'string', 'none', 'none, gzip, snappy, lz4 or zstd'],
  ['compression.zstd.level', 'int', '3', '-131072 to 22'],
  ['config.providers', 'list', '', CLASS_NAMES],
  ['connections.max.idle.ms', 'long', '540000', 'a whole number'],
  ['enable.metrics.push', 'boolean', 'true', BOOLEAN],
  ['interceptor.classes', 'list', '', CLASS_NAMES],
  ['key.serializer', 'class', null, 'a class name'],
  ['metadata.max.idle.ms', 'long', '300000', 'a whole number, at least 5000'],
  ['metadata.recovery.rebootstrap.trigger.ms', 'long', '300000', AT_LEAST_0],
  ['metadata.recovery.strategy', 'string', 'rebootstrap', 'rebootstrap or none'],
  ['metric.reporters', 'list', 'org.apache.kafka.common.metrics.JmxReporter', CLASS_NAMES],
  ['metrics.num.samples', 'int', '2', AT_LEAST_1],
  ['metrics.recording.level', 'string', 'INFO', 'INFO, DEBUG or TRACE'],
  ['metrics.sample.window.ms', 'long', '30000', AT_LEAST_0],
  ['receive.buffer.bytes', 'int', '32768', 'a whole number, at least -1'],
  ['security.protocol', 'string', 'PLAINTEXT', 'PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL'],
  ['security.providers', 'string', null, CLASS_NAMES],
  ['send.buffer.bytes', 'int', '131072', 'a whole number, at least -1'],
  ['socket.connection.setup.timeout.max.ms', 'long', '30000', 'a whole number'],
  ['socket.connection.setup.timeout.ms', 'long', '10000', 'a whole number'],
  ['transaction.timeout.ms', 'int', '60000', 'a whole number'],
  ['transaction.two.phase.commit.enable', 'boolean', 'false', BOOLEAN],
  ['transactional.id', 'string', null, 'any text that is not empty; needs enable.idempotence=true'],
  ['value.serializer', 'class', null, 'a class name'],
];

/**
 * The keys of `ProducerConfig` with Kafka 4.3.1's defaults. Left out are the keys of TLS and SASL.
 */
export const PRODUCER_CONFIG_KEYS: readonly ConfigKey[] = [
  ...MODELLED.map((row) => configKey(row, true)),
  ...NOT_MODELLED.map((row) => configKey(row, false)),
];

function configKey([name, type, defaultValue, allowed]: Row, modelled: boolean): ConfigKey {
  return { name, type, defaultValue, allowed, modelled };
}
