import type { ConfigKey, ConfigType } from '../../configKey.ts';

const AT_LEAST_0 = 'a whole number, at least 0';
const AT_LEAST_1 = 'a whole number, at least 1';
const BOOLEAN = 'true or false';

function modelled(
  name: string,
  type: ConfigType,
  defaultValue: string | null,
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
 * The keys of `ConsumerConfig` with Kafka 4.3.1's defaults. Left out are the keys of TLS and SASL,
 * and those that only share groups read.
 */
export const CONSUMER_CONFIG_KEYS: readonly ConfigKey[] = [
  modelled('group.id', 'string', null, 'any text that is not empty'),
  modelled(
    'group.instance.id',
    'string',
    null,
    'any text that is not empty: makes the member static',
  ),
  modelled('group.protocol', 'string', 'classic', 'classic or consumer'),
  modelled(
    'group.remote.assignor',
    'string',
    null,
    'uniform or range; only with group.protocol=consumer',
  ),
  modelled('session.timeout.ms', 'int', '45000', `${AT_LEAST_1}; more than heartbeat.interval.ms`),
  modelled('heartbeat.interval.ms', 'int', '3000', `${AT_LEAST_1}; less than session.timeout.ms`),
  modelled('max.poll.interval.ms', 'int', '300000', AT_LEAST_1),
  modelled('max.poll.records', 'int', '500', AT_LEAST_1),
  modelled(
    'partition.assignment.strategy',
    'list',
    'range, cooperative-sticky',
    'one or more of range, roundrobin, sticky, cooperative-sticky (or class names), each once',
  ),
  modelled('enable.auto.commit', 'boolean', 'true', BOOLEAN),
  modelled('auto.commit.interval.ms', 'int', '5000', AT_LEAST_0),
  modelled(
    'auto.offset.reset',
    'string',
    'latest',
    'latest, earliest, none, or by_duration: and an ISO-8601 duration such as by_duration:PT1H',
  ),
  modelled('isolation.level', 'string', 'read_uncommitted', 'read_uncommitted or read_committed'),
  modelled('fetch.min.bytes', 'int', '1', AT_LEAST_0),
  modelled('fetch.max.wait.ms', 'int', '500', AT_LEAST_0),
  modelled('fetch.max.bytes', 'int', '52428800', AT_LEAST_0),
  modelled('max.partition.fetch.bytes', 'int', '1048576', AT_LEAST_0),
  modelled('request.timeout.ms', 'int', '30000', AT_LEAST_0),
  modelled('default.api.timeout.ms', 'int', '60000', AT_LEAST_0),
  modelled('retry.backoff.ms', 'long', '100', AT_LEAST_0),
  modelled('retry.backoff.max.ms', 'long', '1000', AT_LEAST_0),
  modelled('reconnect.backoff.ms', 'long', '50', AT_LEAST_0),
  modelled('reconnect.backoff.max.ms', 'long', '1000', AT_LEAST_0),
  modelled('metadata.max.age.ms', 'long', '300000', AT_LEAST_0),
  modelled('client.id', 'string', '', 'any text'),
  known('bootstrap.servers', 'list', null, 'host:port, ...'),
  known('client.rack', 'string', '', 'any text'),
  known(
    'client.dns.lookup',
    'string',
    'use_all_dns_ips',
    'use_all_dns_ips or resolve_canonical_bootstrap_servers_only',
  ),
  known('send.buffer.bytes', 'int', '131072', 'a whole number, at least -1'),
  known('receive.buffer.bytes', 'int', '65536', 'a whole number, at least -1'),
  known('enable.metrics.push', 'boolean', 'true', BOOLEAN),
  known('check.crcs', 'boolean', 'true', BOOLEAN),
  known('metrics.sample.window.ms', 'long', '30000', AT_LEAST_0),
  known('metrics.num.samples', 'int', '2', AT_LEAST_1),
  known('metrics.recording.level', 'string', 'INFO', 'INFO, DEBUG or TRACE'),
  known('metric.reporters', 'list', 'org.apache.kafka.common.metrics.JmxReporter', 'class names'),
  known('key.deserializer', 'class', null, 'a class name'),
  known('value.deserializer', 'class', null, 'a class name'),
  known('socket.connection.setup.timeout.ms', 'long', '10000', AT_LEAST_0),
  known('socket.connection.setup.timeout.max.ms', 'long', '30000', AT_LEAST_0),
  known('connections.max.idle.ms', 'long', '540000', 'a whole number'),
  known('interceptor.classes', 'list', '', 'class names'),
  known('exclude.internal.topics', 'boolean', 'true', BOOLEAN),
  known('allow.auto.create.topics', 'boolean', 'true', BOOLEAN),
  known('security.protocol', 'string', 'PLAINTEXT', 'PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL'),
  known('metadata.recovery.strategy', 'string', 'rebootstrap', 'rebootstrap or none'),
  known('metadata.recovery.rebootstrap.trigger.ms', 'long', '300000', AT_LEAST_0),
];
