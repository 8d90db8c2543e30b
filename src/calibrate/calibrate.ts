import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { KAFKA_VERSION } from '../adapters/kafka/broker/kafkaJars.ts';
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
import { findRunningBroker } from './runningBroker.ts';
import type { MeasuredCluster } from './runningBroker.ts';

/** What to measure, and how often. */
export interface CalibrationOptions {
  /** Of each; at least 1. */
  readonly samples: number;
  /**
   * The folder of a cluster of `broker start`: if that runs, it is measured. null, or none runs: a
   * broker is started.
   */
  readonly runningIn: string | null;
  /** A PostgreSQL that is there; null: one is started. */
  readonly postgresUrl: string | null;
  /** Jars and class archive; the user's cache folder by default. */
  readonly cacheFolder?: string | undefined;
  /** Calls the measurement off; nothing is left running. */
  readonly signal: AbortSignal;
  /** Told what takes time. */
  readonly onProgress: (step: string) => void;
}

/** What is measured of a profile, and how many brokers there were. */
export type Calibration = Pick<
  LatencyProfile,
  'kafka' | 'client' | 'database' | 'roundTrip' | 'store'
> & { readonly brokers: number };

const ID_BYTES = 4;
/** The first ones find cold caches. */
const WARM_UP_SHARE = 0.2;

/**
 * Measures the Kafka that runs, or one that is started for this, and a database. One thing at a
 * time and one request at a time: how long things take when nobody is in the way. Rejects with
 * KafkaProblem or PostgresUnusable, and with the reason of `signal`.
 */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const measured = await calibrateKafka(options);
  options.signal.throwIfAborted();
  const { store, database } = await calibrateStore(options);
  const client = `${kafkajsClient.name} ${kafkajsClient.version}`;
  return { ...measured, client, database, store };
}

type MeasuredKafka = Pick<Calibration, 'kafka' | 'brokers' | 'roundTrip'>;

async function calibrateKafka(options: CalibrationOptions): Promise<MeasuredKafka> {
  const { cacheFolder, runningIn, signal, onProgress } = options;
  const running = runningIn === null ? null : findRunningBroker(runningIn);
  if (running !== null) {
    onProgress(`Measuring the Kafka that runs with ${runningIn}`);
    return await measureCluster(running, options);
  }
  const dataFolder = await mkdtemp(join(tmpdir(), 'partition-lab-calibrate-'));
  try {
    const kafka = await startLocalKafka({ dataFolder, cacheFolder, signal, onProgress });
    try {
      onProgress('Measuring Kafka');
      const { bootstrap, proxyPlaces } = kafka;
      const cluster = { kafkaVersion: KAFKA_VERSION, brokers: 1, bootstrap, proxyPlaces };
      return await measureCluster(cluster, options);
    } finally {
      await kafka.stop();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measureCluster(
  { kafkaVersion, brokers, bootstrap, proxyPlaces }: MeasuredCluster,
  { samples, signal }: CalibrationOptions,
): Promise<MeasuredKafka> {
  // It may be somebody's cluster: nothing of theirs has such a name.
  const topic = `lab-calibrate-${randomBytes(ID_BYTES).toString('hex')}`;
  const group = `${topic}-group`;
  const warmUp = Math.ceil(samples * WARM_UP_SHARE);
  const admin = new Kafka({
    clientId: 'calibrate',
    brokers: [...bootstrap],
    logLevel: logLevel.NOTHING,
  }).admin();
  const proxies: TcpProxy[] = [];
  await admin.connect();
  try {
    await createTopics(admin, [{ topic, numPartitions: 1, replicationFactor: brokers }]);
    for (const { listenPort, targetPort } of proxyPlaces)
      proxies.push(await TcpProxy.listen({ listenPort, targetPort, framing: kafkaFraming }));
    const client = kafkajsClient;
    const bench = { client, proxies, topic, group, samples, warmUp, signal };
    return { kafka: kafkaVersion, brokers, roundTrip: await measureKafka(bench) };
  } finally {
    for (const proxy of proxies) await proxy.close();
    await admin.deleteGroups([group]).catch(() => undefined);
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
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
