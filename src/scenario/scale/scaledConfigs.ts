import type { KafkaConfig } from '../scenario.ts';

/** A time in a config, in milliseconds. */
interface ScaledTime {
  readonly name: string;
  /** Kafka's default. */
  readonly defaultMs: number;
  /** A real cluster on a small machine needs as much, whatever the scale. */
  readonly leastMs: number;
}

type Row = readonly [name: string, defaultMs: number, leastMs: number];

/** Members of classic groups say these themselves. */
const CLASSIC_MEMBER_ROWS: readonly Row[] = [
  ['session.timeout.ms', 45_000, 1_000],
  ['heartbeat.interval.ms', 3_000, 100],
];

const CONSUMER_ROWS: readonly Row[] = [
  ['max.poll.interval.ms', 300_000, 500],
  ['auto.commit.interval.ms', 5_000, 100],
  ['metadata.max.age.ms', 300_000, 200],
  ['request.timeout.ms', 30_000, 2_000],
  ['default.api.timeout.ms', 60_000, 4_000],
];

const PRODUCER_ROWS: readonly Row[] = [
  ['metadata.max.age.ms', 300_000, 200],
  ['request.timeout.ms', 30_000, 2_000],
  ['delivery.timeout.ms', 120_000, 5_000],
  ['max.block.ms', 60_000, 4_000],
];

const BROKER_ROWS: readonly Row[] = [
  ['group.initial.rebalance.delay.ms', 3_000, 0],
  ['group.min.session.timeout.ms', 6_000, 1],
  ['group.consumer.session.timeout.ms', 45_000, 1_000],
  ['group.consumer.min.session.timeout.ms', 45_000, 1_000],
  ['group.consumer.heartbeat.interval.ms', 5_000, 100],
  ['group.consumer.min.heartbeat.interval.ms', 5_000, 100],
  ['group.consumer.assignment.interval.ms', 1_000, 0],
  ['broker.session.timeout.ms', 9_000, 2_000],
];

/** The config of a consumer, its times shrunk. What it does not say is shrunk from the default. */
export function scaleConsumerConfig(config: KafkaConfig, scale: number): KafkaConfig {
  const isClassic = (config['group.protocol'] ?? 'classic').toLowerCase() !== 'consumer';
  // Under the other protocol the brokers decide these, and clients may not say them.
  const rows = isClassic ? [...CLASSIC_MEMBER_ROWS, ...CONSUMER_ROWS] : CONSUMER_ROWS;
  return scaleTimes(config, rows, scale);
}

/** The times that a config says, shrunk; nothing is added. */
export function scaleGivenConfig(config: KafkaConfig, scale: number): KafkaConfig {
  const rows = [...CLASSIC_MEMBER_ROWS, ...CONSUMER_ROWS];
  return scaleTimes(
    config,
    rows.filter(([name]) => config[name] !== undefined),
    scale,
  );
}

/** The config of a producer, its times shrunk. */
export function scaleProducerConfig(config: KafkaConfig, scale: number): KafkaConfig {
  return scaleTimes(config, PRODUCER_ROWS, scale);
}

/** The config of the brokers, their times shrunk. */
export function scaleBrokerConfig(config: KafkaConfig, scale: number): KafkaConfig {
  return scaleTimes(config, BROKER_ROWS, scale);
}

function scaleTimes(config: KafkaConfig, rows: readonly Row[], scale: number): KafkaConfig {
  const scaled: Record<string, string> = { ...config };
  for (const [name, defaultMs, leastMs] of rows)
    scaled[name] = String(scaledMs(config[name], { name, defaultMs, leastMs }, scale));
  return scaled;
}

/** What is below the least already stays as it is: nothing ever becomes longer. */
function scaledMs(text: string | undefined, time: ScaledTime, scale: number): number {
  const wholeMs = text === undefined ? time.defaultMs : Number(text);
  return Math.min(wholeMs, Math.max(time.leastMs, Math.round(wholeMs * scale)));
}
