import type { ConsumerConfig } from '../model/client/consumer/consumerConfig.ts';
import { parseConsumerConfig } from '../model/client/consumer/consumerConfig.ts';
import type { ProducerConfig } from '../model/client/producer/producerConfig.ts';
import { parseProducerConfig } from '../model/client/producer/producerConfig.ts';
import type { ConsumerSpec, GroupSpec, ProducerSpec } from './scenario.ts';

/** Parsed once a scenario: a sweep runs it with thousands of seeds. */
const consumerConfigs = new WeakMap<GroupSpec, WeakMap<ConsumerSpec, ConsumerConfig>>();
const producerConfigs = new WeakMap<ProducerSpec, ProducerConfig>();

/** The config of a consumer of this group. */
export function consumerConfigOf(spec: ConsumerSpec, group: GroupSpec): ConsumerConfig {
  let configs = consumerConfigs.get(group);
  if (configs === undefined) {
    configs = new WeakMap();
    consumerConfigs.set(group, configs);
  }
  let config = configs.get(spec);
  if (config === undefined) {
    config = parseConsumerConfig({
      'client.id': spec.name,
      'group.id': group.id,
      ...group.config,
      ...spec.config,
      // Said by `commit:`. Kafka's default, true, would commit beside the worker.
      'enable.auto.commit': String(group.commit === 'auto'),
    });
    configs.set(spec, config);
  }
  return config;
}

/** The config of a producer. */
export function producerConfigOf(spec: ProducerSpec): ProducerConfig {
  let config = producerConfigs.get(spec);
  if (config === undefined) {
    config = parseProducerConfig({ 'client.id': spec.name, ...spec.config });
    producerConfigs.set(spec, config);
  }
  return config;
}
