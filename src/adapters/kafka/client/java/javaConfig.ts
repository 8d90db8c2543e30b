import { readConsumerConfig, readProducerConfig } from '../clientConfigs.ts';
import type { ClientConfig, RealConsumerOptions, RealPublisherOptions } from '../kafkaClient.ts';

const PACKAGE = 'org.apache.kafka.clients.consumer';
const ASSIGNOR_CLASS: Readonly<Record<string, string>> = {
  range: `${PACKAGE}.RangeAssignor`,
  roundrobin: `${PACKAGE}.RoundRobinAssignor`,
  sticky: `${PACKAGE}.StickyAssignor`,
  'cooperative-sticky': `${PACKAGE}.CooperativeStickyAssignor`,
};
const STRATEGY = 'partition.assignment.strategy';

/** The config as Java's consumer takes it. Throws KafkaProblem where Kafka would refuse it. */
export function javaConsumerConfig(options: RealConsumerOptions): ClientConfig {
  const { partitionAssignmentStrategy } = readConsumerConfig(
    options.config,
    options.clientId,
    options.groupId,
  );
  const { config, bootstrap, clientId, groupId } = options;
  return {
    ...config,
    // Class names, where a scenario has the names of the protocol.
    ...(config[STRATEGY] === undefined
      ? {}
      : { [STRATEGY]: partitionAssignmentStrategy.map((name) => ASSIGNOR_CLASS[name]!).join() }),
    'bootstrap.servers': bootstrap,
    'client.id': clientId,
    'group.id': groupId,
  };
}

/** The config as Java's producer takes it. Throws KafkaProblem where Kafka would refuse it. */
export function javaProducerConfig(options: RealPublisherOptions): ClientConfig {
  readProducerConfig(options.config, options.clientId);
  const { config, bootstrap, clientId } = options;
  return { ...config, 'bootstrap.servers': bootstrap, 'client.id': clientId };
}
