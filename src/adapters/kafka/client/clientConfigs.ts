import type { ConsumerConfig } from '../../../model/client/consumer/consumerConfig.ts';
import { parseConsumerConfig } from '../../../model/client/consumer/consumerConfig.ts';
import { CONSUMER_CONFIG_KEYS } from '../../../model/client/consumer/consumerConfigKeys.ts';
import type { ProducerConfig } from '../../../model/client/producer/producerConfig.ts';
import { parseProducerConfig } from '../../../model/client/producer/producerConfig.ts';
import { PRODUCER_CONFIG_KEYS } from '../../../model/client/producer/producerConfigKeys.ts';
import { ConfigError, type ConfigKey } from '../../../model/configKey.ts';
import { KafkaProblem } from '../broker/kafkaProblem.ts';
import type { ClientConfig, KafkaClientName } from './kafkaClient.ts';

/**
 * Reads a consumer's config with Kafka's defaults, whatever the client. Throws KafkaProblem at what
 * Kafka's own client would refuse.
 */
export function readConsumerConfig(
  config: ClientConfig,
  clientId: string,
  groupId: string,
): ConsumerConfig {
  return withConfigProblems(() =>
    parseConsumerConfig({ ...config, 'client.id': clientId, 'group.id': groupId }),
  );
}

/** Reads a producer's config with Kafka's defaults, whatever the client. */
export function readProducerConfig(config: ClientConfig, clientId: string): ProducerConfig {
  return withConfigProblems(() => parseProducerConfig({ ...config, 'client.id': clientId }));
}

/**
 * Throws KafkaProblem if a config sets a key, to something else than its default, that the client
 * cannot honour.
 */
export function refuseUnsupported(
  client: KafkaClientName,
  kind: 'consumer' | 'producer',
  config: ClientConfig,
  supported: ReadonlySet<string>,
): void {
  const keys = kind === 'consumer' ? CONSUMER_CONFIG_KEYS : PRODUCER_CONFIG_KEYS;
  for (const [name, value] of Object.entries(config)) {
    if (supported.has(name) || isDefault(keys, name, value)) continue;
    throw new KafkaProblem('misuse', `the client ${client} cannot do ${name}: ${value}`);
  }
}

function isDefault(keys: readonly ConfigKey[], name: string, value: string): boolean {
  const key = keys.find((candidate) => candidate.name === name);
  return key !== undefined && (key.defaultValue ?? '') === value.trim();
}

function withConfigProblems<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new KafkaProblem('misuse', error.message);
    throw error;
  }
}
