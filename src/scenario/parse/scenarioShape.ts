import { BROKER_CONFIG_KEYS } from '../../model/broker/brokerConfigKeys.ts';
import { TOPIC_CONFIG_KEYS } from '../../model/broker/topicConfig.ts';
import { PRODUCER_CONFIG_KEYS } from '../../model/client/producer/producerConfigKeys.ts';
import { DEFAULTS } from '../defaults.ts';
import type { KafkaConfig } from '../scenario.ts';
import { configShape } from './configShape.ts';
import { expectations } from './expectShape.ts';
import { consumerConfig, faultEntry } from './faultShape.ts';
import {
  byKind,
  integer,
  list,
  mapOf,
  mapped,
  maybe,
  object,
  oneOf,
  optional,
  required,
  text,
} from './shape.ts';
import type { Field, Named, ReadOf, Shape } from './shape.ts';
import {
  characterProblem,
  duration,
  durationRange,
  groupIdProblem,
  idProblem,
  LIMITS,
  name,
  processNameProblem,
  start,
  topicNameProblem,
  waitDuration,
} from './words.ts';
import { workloadEntry } from './workloadShape.ts';

const brokerConfig = configShape('brokerConfig', BROKER_CONFIG_KEYS);
const topicConfig = configShape('topicConfig', TOPIC_CONFIG_KEYS);
const producerConfig = configShape('producerConfig', PRODUCER_CONFIG_KEYS);

function configOf(shape: Shape<KafkaConfig>, whose: string): Field<KafkaConfig> {
  const doc = `Kafka configs of ${whose}, by their own names and with their own values.`;
  return optional(shape, {}, doc);
}

const link = object({
  between: required(list(name, 2, 2), 'The two processes.'),
  latency: required(durationRange, 'One way, in each direction.'),
});

const networkLatency = object({
  'client-broker': maybe(durationRange, 'One way between a client and a broker.'),
  'broker-broker': optional(
    durationRange,
    DEFAULTS.latency.brokerBroker,
    'One way between two brokers.',
  ),
  links: optional(list(link, 0, LIMITS.links), [], 'Single links that differ.'),
});

const cluster = object({
  brokers: optional(
    integer(1, LIMITS.brokers),
    DEFAULTS.brokers,
    'Number of brokers: broker-1, broker-2, ...',
  ),
  latency: optional(networkLatency, networkLatency.fallback, 'How long messages are under way.'),
  config: configOf(brokerConfig, 'every broker'),
});

const topic = object({
  partitions: required(integer(1, LIMITS.partitions), 'Number of partitions.'),
  replicationFactor: optional(
    integer(1, LIMITS.brokers),
    1,
    'Copies of each partition; at most the number of brokers.',
  ),
  key: optional(
    oneOf(['couponId', 'couponId:userId', 'userId', 'none']),
    'couponId',
    'What the service takes as the key of a request.',
  ),
  config: configOf(topicConfig, 'the topic'),
});

const consumer = object({
  start: optional(start, 0, 'When it starts; "on join" if a join fault starts it.'),
  config: configOf(consumerConfig, 'this consumer; they win over those of the group'),
});

type Consumer = ReadOf<typeof consumer>;

/** Processes as a number, a list of names, or a map from names to what differs. */
function processes<T>(one: Shape<T>, prefix: string, max: number): Shape<readonly Named<T>[]> {
  const named = (names: readonly string[]): readonly Named<T>[] => {
    return names.map((each) => ({ name: each, value: one.fallback }));
  };
  return byKind({
    text: mapped(integer(1, max), (count) =>
      named(Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)),
    ),
    list: mapped(list(text({ maxLength: 64 }, 'a name', 64, processNameProblem), 1, max), named),
    map: mapOf(one, max, processNameProblem),
  });
}

const group = object({
  topics: maybe(
    list(name, 1, LIMITS.topics),
    'What it reads. Needed only if there are several topics besides dead-letter topics.',
  ),
  application: optional(
    oneOf(['coupon-issuer', 'order-completed', 'payment-completed', 'console']),
    'coupon-issuer',
    'What its consumers do with a record. console only prints.',
  ),
  commit: maybe(
    oneOf(['record-sync', 'batch-sync', 'batch-async', 'auto']),
    'When a worker commits: after each record, after each batch, or (auto) by itself. ' +
      'Default: batch-sync; for console, auto.',
  ),
  config: configOf(consumerConfig, 'every consumer of the group'),
  consumers: required(
    processes<Consumer>(consumer, 'c', LIMITS.consumers),
    'A number (3 is c1, c2 and c3), a list of names, or a map from names to what is special.',
  ),
  serviceTime: optional(
    durationRange,
    DEFAULTS.serviceTime,
    'Own work for each record, besides the database.',
  ),
  pollTimeout: optional(
    waitDuration,
    DEFAULTS.pollTimeoutUs,
    'How long one poll waits for records, at least 1ms.',
  ),
  maxAttempts: optional(
    integer(1, LIMITS.attempts),
    DEFAULTS.maxAttempts,
    'Attempts at a record before it is given up.',
  ),
  retryBackoff: optional(duration, DEFAULTS.retryBackoffUs, 'Pause before the next attempt.'),
  deadLetterTopic: maybe(
    name,
    'Where a record goes that cannot be handled. Default: nowhere; the worker stops at it.',
  ),
  bug: maybe(
    oneOf([
      'no-dedupe',
      'commit-before-effect',
      'check-then-act-stock',
      'dedupe-outside-transaction',
      'in-memory-dedupe',
      'commit-wrong-offset',
    ]),
    'A mistake put in on purpose, to see the checks find it.',
  ),
});

const producer = object({ config: configOf(producerConfig, 'this producer') });

const latency = object({
  statement: maybe(durationRange, 'Each statement.'),
  commit: maybe(durationRange, 'The COMMIT.'),
});

const store = object({
  latency: optional(latency, latency.fallback, 'How long the database takes.'),
  poolSize: optional(integer(1, 10_000), DEFAULTS.store.poolSize, 'Connections of one process.'),
});

/** The whole file. */
export const scenarioShape = object({
  title: required(text({ maxLength: 200 }, 'a title', 200, characterProblem), 'One line.'),
  lesson: optional(
    text({ maxLength: 10_000 }, 'a text', 10_000),
    '',
    'What a reader learns from it. One paragraph.',
  ),
  seed: optional(
    integer(0, Number.MAX_SAFE_INTEGER),
    DEFAULTS.seed,
    'Changes arrival, latency and tie-breaks, never the meaning.',
  ),
  latency: maybe(
    text({ maxLength: 1_000 }, 'the path of a latency profile', 1_000, characterProblem),
    'Measured latencies: a file of `partition-lab calibrate`, seen from this one.',
  ),
  cluster: optional(cluster, cluster.fallback, 'The brokers.'),
  topics: required(mapOf(topic, LIMITS.topics, topicNameProblem), 'The topics, by name.'),
  coupons: optional(
    mapOf(
      object({ stock: required(integer(0, LIMITS.stock), 'How many there are.') }),
      LIMITS.coupons,
      idProblem,
    ),
    [],
    'The coupons, by id. 1..9 stands for nine alike.',
  ),
  store: optional(store, store.fallback, 'The database.'),
  groups: optional(mapOf(group, LIMITS.groups, groupIdProblem), [], 'The consumer groups, by id.'),
  producers: optional(
    processes(producer, 'api-', LIMITS.producers),
    [{ name: 'api-1', value: producer.fallback }],
    'The API servers: a number (2 is api-1 and api-2), a list of names, or a map. Default: api-1.',
  ),
  workload: optional(list(workloadEntry, 0, LIMITS.workload), [], 'What is sent.'),
  faults: optional(list(faultEntry, 0, LIMITS.faults), [], 'What goes wrong.'),
  quiet: optional(
    object({ within: optional(duration, DEFAULTS.quietUs, 'Time of the simulation.') }),
    { within: DEFAULTS.quietUs },
    'Once workload and faults are over, everything must come to rest within this time.',
  ),
  expect: optional(expectations, expectations.fallback, 'What must come out.'),
});

/** A file as it stands, before names are looked up. */
export type ScenarioDraft = ReadOf<typeof scenarioShape>;
