import { ConfigReader } from '../configKey.ts';
import type { ConfigKey, ConfigType } from '../configKey.ts';

const AT_LEAST_0 = 'a whole number, at least 0';

function known(name: string, type: ConfigType, defaultValue: string, allowed: string): ConfigKey {
  return { name, type, defaultValue, allowed, modelled: false };
}

/**
 * The keys of `TopicConfig` with the defaults of Kafka 4.3.1. Left out are those of tiered storage.
 */
export const TOPIC_CONFIG_KEYS: readonly ConfigKey[] = [
  {
    name: 'min.insync.replicas',
    type: 'int',
    defaultValue: '1',
    allowed: 'a whole number, at least 1',
    modelled: true,
  },
  known('cleanup.policy', 'list', 'delete', 'delete, compact or both'),
  known(
    'compression.type',
    'string',
    'producer',
    'producer, uncompressed, gzip, snappy, lz4 or zstd',
  ),
  known('delete.retention.ms', 'long', '86400000', AT_LEAST_0),
  known('file.delete.delay.ms', 'long', '60000', AT_LEAST_0),
  known('flush.messages', 'long', '9223372036854775807', 'a whole number, at least 1'),
  known('flush.ms', 'long', '9223372036854775807', AT_LEAST_0),
  known('index.interval.bytes', 'int', '4096', AT_LEAST_0),
  known('max.compaction.lag.ms', 'long', '9223372036854775807', 'a whole number, at least 1'),
  known('max.message.bytes', 'int', '1048588', AT_LEAST_0),
  known('message.timestamp.type', 'string', 'CreateTime', 'CreateTime or LogAppendTime'),
  known('message.timestamp.before.max.ms', 'long', '9223372036854775807', AT_LEAST_0),
  known('message.timestamp.after.max.ms', 'long', '3600000', AT_LEAST_0),
  known('min.cleanable.dirty.ratio', 'string', '0.5', 'a number from 0 to 1'),
  known('min.compaction.lag.ms', 'long', '0', AT_LEAST_0),
  known('preallocate', 'boolean', 'false', 'true or false'),
  known('retention.bytes', 'long', '-1', 'a whole number, at least -1'),
  known('retention.ms', 'long', '604800000', 'a whole number, at least -1'),
  known('segment.bytes', 'int', '1073741824', 'a whole number, at least 1048576'),
  known('segment.index.bytes', 'int', '10485760', 'a whole number, at least 4'),
  known('segment.jitter.ms', 'long', '0', AT_LEAST_0),
  known('segment.ms', 'long', '604800000', 'a whole number, at least 1'),
  known('unclean.leader.election.enable', 'boolean', 'false', 'true or false'),
];

/** What one topic is configured to do, as far as the model acts on it. */
export interface TopicConfig {
  /** null: the broker's min.insync.replicas. */
  readonly minInsyncReplicas: number | null;
}

/**
 * Reads a topic's config from Kafka's dotted names. Throws `ConfigError` for values that Kafka
 * refuses and for keys that are not in `TOPIC_CONFIG_KEYS`. Mirrors `LogConfig`.
 *
 * Simplified: values of keys that the model does not act on are not checked.
 */
export function parseTopicConfig(config: Readonly<Record<string, string>>): TopicConfig {
  const reader = new ConfigReader(TOPIC_CONFIG_KEYS, config);
  const name = 'min.insync.replicas';
  return { minInsyncReplicas: reader.isSet(name) ? reader.integer(name, 1) : null };
}
