import { readConsumerConfig } from './clientConfigs.ts';
import type { ClientConfig, KafkaClientName } from './kafkaClient.ts';

/** What a scenario may need of a client and not every client has. */
export type ClientFeature =
  | 'range'
  | 'roundrobin'
  | 'sticky'
  | 'cooperative-sticky'
  | 'several assignors'
  | 'static membership'
  | 'consumer protocol'
  | 'background heartbeats'
  | 'auto.offset.reset: none'
  | 'auto.offset.reset: by_duration';

const ALL: readonly KafkaClientName[] = ['kafkajs', 'java', 'confluent'];
const NOT_KAFKAJS: readonly KafkaClientName[] = ['java', 'confluent'];

/** Who has it, as tried against a real broker. */
const CLIENTS_WITH: Readonly<Record<ClientFeature, readonly KafkaClientName[]>> = {
  range: ALL,
  roundrobin: ALL,
  sticky: ['java'],
  'cooperative-sticky': NOT_KAFKAJS,
  // librdkafka refuses a list that mixes eager and cooperative ones.
  'several assignors': ['java'],
  'static membership': NOT_KAFKAJS,
  'consumer protocol': NOT_KAFKAJS,
  // kafkajs sends them between records only.
  'background heartbeats': NOT_KAFKAJS,
  'auto.offset.reset: none': NOT_KAFKAJS,
  'auto.offset.reset: by_duration': ['java'],
};

/** All features, in the order in which they are named. */
export const CLIENT_FEATURES = Object.keys(CLIENTS_WITH) as readonly ClientFeature[];

/** True if the client can do it. */
export function hasFeature(client: KafkaClientName, feature: ClientFeature): boolean {
  return CLIENTS_WITH[feature].includes(client);
}

/** A feature in the words of a message. */
export function featureText(feature: ClientFeature): string {
  switch (feature) {
    case 'range':
    case 'roundrobin':
    case 'sticky':
    case 'cooperative-sticky':
      return `the assignor ${feature}`;
    case 'several assignors':
      return 'several assignors in one group';
    case 'static membership':
      return 'static membership (group.instance.id)';
    case 'consumer protocol':
      return 'group.protocol: consumer (KIP-848)';
    case 'background heartbeats':
      return 'heartbeats while a record is being handled';
    case 'auto.offset.reset: none':
    case 'auto.offset.reset: by_duration':
      return feature;
  }
}

/**
 * What the configs of all members of one group need. Where all have the same list of assignors, the
 * group uses the first of it. Throws KafkaProblem at a config that Kafka itself would refuse.
 */
export function featuresOfGroup(configs: readonly ClientConfig[]): ReadonlySet<ClientFeature> {
  const features = new Set<ClientFeature>();
  const lists: string[] = [];
  for (const config of configs) {
    const parsed = readConsumerConfig(config, 'member', 'group');
    const { type } = parsed.autoOffsetReset;
    if (type === 'none' || type === 'by_duration') features.add(`auto.offset.reset: ${type}`);
    if (parsed.groupInstanceId !== null) features.add('static membership');
    if (parsed.groupProtocol === 'consumer') features.add('consumer protocol');
    else lists.push(parsed.partitionAssignmentStrategy.join());
  }
  const isOneList = new Set(lists).size === 1;
  for (const list of new Set(lists)) {
    const assignors = list.split(',') as ClientFeature[];
    if (isOneList) features.add(assignors[0]!);
    else {
      for (const assignor of assignors) features.add(assignor);
      if (assignors.length > 1) features.add('several assignors');
    }
  }
  return features;
}
