import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { KAFKA_VERSION } from '../adapters/kafka/broker/kafkaJars.ts';
import type { LocalKafka } from '../adapters/kafka/broker/localKafka.ts';
import { startLocalKafka } from '../adapters/kafka/broker/startLocalKafka.ts';
import { createTopics } from '../adapters/kafka/client/kafkajs/createTopics.ts';
import { kafkajsClient } from '../adapters/kafka/client/kafkajs/kafkajsClient.ts';
import { kafkaFraming } from '../adapters/kafka/proxy/framing.ts';
import { TcpProxy } from '../adapters/kafka/proxy/tcpProxy.ts';
import { PostgresCouponStore } from '../adapters/postgres/postgresCouponStore.ts';
import { RunDatabase } from '../adapters/postgres/runDatabase.ts';
import type { LatencyProfile } from '../scenario/latency/latencyProfile.ts';
import { measureKafka } from './measureKafka.ts';
import { CALIBRATION_COUPON, measureStore } from './measureStore.ts';

/** What to measure, and how often. */
export interface CalibrationOptions {
  /** Of each; at least 1. */
  readonly samples: number;
  /** A PostgreSQL that is there; null: one is started. */
  readonly postgresUrl: string | null;
  /** Jars and class archive; the user's cache folder by default. */
  readonly cacheFolder?: string | undefined;
  /** Calls the measurement off; nothing is left running. */
  readonly signal: AbortSignal;
  /** Told what takes time. */
  readonly onProgress: (step: string) => void;
}

/** The part of a profile that is measured. */
export type Calibration = Pick<
  LatencyProfile,
  'kafka' | 'client' | 'database' | 'roundTrip' | 'store'
>;

const TOPIC = 'calibration';
/** The first ones find cold caches. */
const WARM_UP_SHARE = 0.2;

/**
 * Measures a broker that is started for this, and a database. One thing at a time and one request
 * at a time: how long things take when nobody is in the way. Rejects with KafkaProblem or
 * PostgresUnusable, and with the reason of `signal`.
 */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const { roundTrip } = await calibrateKafka(options);
  options.signal.throwIfAborted();
  const { store, database } = await calibrateStore(options);
  const client = `${kafkajsClient.name} ${kafkajsClient.version}`;
  return { kafka: KAFKA_VERSION, client, database, roundTrip, store };
}

async function calibrateKafka(
  options: CalibrationOptions,
): Promise<Pick<LatencyProfile, 'roundTrip'>> {
  const { cacheFolder, signal, onProgress } = options;
  const dataFolder = await mkdtemp(join(tmpdir(), 'partition-lab-calibrate-'));
  try {
    const kafka = await startLocalKafka({ dataFolder, cacheFolder, signal, onProgress });
    try {
      onProgress('Measuring Kafka');
      return { roundTrip: await measureBroker(kafka, options) };
    } finally {
      await kafka.stop();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measureBroker(
  kafka: LocalKafka,
  { samples, signal }: CalibrationOptions,
): Promise<LatencyProfile['roundTrip']> {
  await createTopic(kafka.bootstrap);
  const { listenPort, targetPort } = kafka.proxyPlaces[0]!;
  const proxy = await TcpProxy.listen({ listenPort, targetPort, framing: kafkaFraming });
  const warmUp = Math.ceil(samples * WARM_UP_SHARE);
  try {
    return await measureKafka({
      client: kafkajsClient,
      proxy,
      topic: TOPIC,
      samples,
      warmUp,
      signal,
    });
  } finally {
    await proxy.close();
  }
}

async function createTopic(brokers: string[]): Promise<void> {
  const admin = new Kafka({
    clientId: 'calibrate',
    brokers,
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    await createTopics(admin, [{ topic: TOPIC, numPartitions: 1, replicationFactor: 1 }]);
  } finally {
    await admin.disconnect();
  }
}

async function calibrateStore({
  samples,
  postgresUrl,
  onProgress,
}: CalibrationOptions): Promise<Pick<LatencyProfile, 'store' | 'database'>> {
  onProgress(postgresUrl === null ? 'Starting PostgreSQL' : 'Connecting to PostgreSQL');
  const warmUp = Math.ceil(samples * WARM_UP_SHARE);
  const database = await RunDatabase.open({
    url: postgresUrl,
    runId: `calibrate-${process.pid}`,
    hasUserCouponKey: true,
    coupons: new Map([[CALIBRATION_COUPON, samples + warmUp]]),
  });
  try {
    onProgress('Measuring PostgreSQL');
    const store = new PostgresCouponStore(database.storeSettings(1));
    try {
      const version = await database.schema.serverVersion();
      return {
        store: await measureStore(store, warmUp, samples),
        database: `PostgreSQL ${version}`,
      };
    } finally {
      await store.close();
    }
  } finally {
    await database.close();
  }
}
