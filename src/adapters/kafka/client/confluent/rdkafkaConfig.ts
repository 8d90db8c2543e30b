import type { ConsumerConfig } from '../../../../model/client/consumer/consumerConfig.ts';
import { KafkaProblem } from '../../broker/kafkaProblem.ts';
import { readConsumerConfig, readProducerConfig, refuseUnsupported } from '../clientConfigs.ts';
import type { RealConsumerOptions, RealPublisherOptions } from '../kafkaClient.ts';

/** Configs in librdkafka's names: of the client, and of its topics. */
export interface RdkafkaConfig {
  readonly client: Readonly<Record<string, string | number | boolean>>;
  readonly topic: Readonly<Record<string, string | number>>;
}

/** Kafka's name to librdkafka's. */
type Names = Readonly<Record<string, string>>;

function sameNames(list: string): Names {
  return Object.fromEntries(list.split(' ').map((name) => [name, name]));
}

const CONNECTION_NAMES: Names = {
  ...sameNames('retry.backoff.ms retry.backoff.max.ms reconnect.backoff.ms client.id'),
  ...sameNames('reconnect.backoff.max.ms bootstrap.servers client.rack'),
  'metadata.max.age.ms': 'topic.metadata.refresh.interval.ms',
};

const CONSUMER_NAMES: Names = {
  ...CONNECTION_NAMES,
  ...sameNames('group.id group.instance.id group.protocol group.remote.assignor'),
  ...sameNames('session.timeout.ms heartbeat.interval.ms max.poll.interval.ms isolation.level'),
  ...sameNames('partition.assignment.strategy fetch.min.bytes fetch.max.bytes'),
  ...sameNames('max.partition.fetch.bytes'),
  'fetch.max.wait.ms': 'fetch.wait.max.ms',
  'request.timeout.ms': 'socket.timeout.ms',
};

/** Honoured by the adapter, or in a config of topics. */
const CONSUMER_OTHERS =
  'max.poll.records enable.auto.commit auto.commit.interval.ms auto.offset.reset ' +
  'default.api.timeout.ms';

const PRODUCER_NAMES: Names = {
  ...CONNECTION_NAMES,
  ...sameNames('enable.idempotence retries linger.ms batch.size compression.type'),
  ...sameNames('max.in.flight.requests.per.connection'),
};
/** To librdkafka these belong to the topic: what stands elsewhere is not heeded. */
const PRODUCER_TOPIC_NAMES = sameNames('delivery.timeout.ms request.timeout.ms');
const PRODUCER_OTHERS = 'acks buffer.memory max.block.ms';

/** Translates a consumer's config. Throws KafkaProblem: librdkafka cannot do what it asks for. */
export function rdkafkaConsumerConfig(options: RealConsumerOptions): RdkafkaConfig {
  const { config, bootstrap, clientId, groupId } = options;
  const parsed = readConsumerConfig(config, clientId, groupId);
  const supported = [...Object.keys(CONSUMER_NAMES), ...CONSUMER_OTHERS.split(' ')];
  refuseUnsupported('confluent', 'consumer', config, new Set(supported));
  const isClassic = parsed.groupProtocol === 'classic';
  return {
    client: {
      // Where Kafka's default and librdkafka's differ, Kafka's.
      'isolation.level': parsed.isolationLevel,
      'reconnect.backoff.ms': parsed.reconnectBackoffMs,
      'reconnect.backoff.max.ms': Math.max(parsed.reconnectBackoffMaxMs, parsed.reconnectBackoffMs),
      ...translated(config, CONSUMER_NAMES),
      'bootstrap.servers': bootstrap,
      'client.id': clientId,
      'group.id': groupId,
      ...(isClassic ? { 'partition.assignment.strategy': assignorOf(parsed) } : {}),
      // Commits are made by the adapter, which sees what becomes of them.
      'enable.auto.commit': false,
    },
    topic: { 'auto.offset.reset': resetOf(parsed) },
  };
}

/** Translates a producer's config. Throws KafkaProblem: librdkafka cannot do what it asks for. */
export function rdkafkaProducerConfig(options: RealPublisherOptions): RdkafkaConfig {
  const { config, bootstrap, clientId } = options;
  const parsed = readProducerConfig(config, clientId);
  const translatable = [PRODUCER_NAMES, PRODUCER_TOPIC_NAMES].flatMap((names) =>
    Object.keys(names),
  );
  const supported = [...translatable, ...PRODUCER_OTHERS.split(' ')];
  refuseUnsupported('confluent', 'producer', config, new Set(supported));
  return {
    client: {
      'enable.idempotence': parsed.enableIdempotence,
      ...translated(config, PRODUCER_NAMES),
      'bootstrap.servers': bootstrap,
      'client.id': clientId,
      dr_cb: true,
    },
    topic: {
      ...translated(config, PRODUCER_TOPIC_NAMES),
      acks: parsed.acks,
      // Its own default puts nine keys of ten elsewhere than Kafka does.
      partitioner: 'murmur2_random',
    },
  };
}

function translated(config: Readonly<Record<string, string>>, names: Names): Names {
  const entries = Object.entries(config).filter(([name]) => Object.hasOwn(names, name));
  return Object.fromEntries(entries.map(([name, value]) => [names[name]!, value]));
}

/** librdkafka takes no list that mixes eager and cooperative ones: Kafka's default list is such. */
function assignorOf({ partitionAssignmentStrategy }: ConsumerConfig): string {
  const first = partitionAssignmentStrategy[0]!;
  if (first === 'sticky')
    throw new KafkaProblem('misuse', `the client confluent cannot do the assignor ${first}`);
  return first;
}

function resetOf({ autoOffsetReset: { type } }: ConsumerConfig): string {
  if (type === 'none') return 'error';
  if (type !== 'by_duration') return type;
  throw new KafkaProblem('misuse', `the client confluent cannot do auto.offset.reset: ${type}`);
}
