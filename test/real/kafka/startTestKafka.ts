import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import { createTopics } from '../../../src/adapters/kafka/client/kafkajs/createTopics.ts';
import type { LocalKafka } from '../../../src/adapters/kafka/broker/localKafka.ts';
import {
  startLocalKafka,
  type LocalKafkaOptions,
} from '../../../src/adapters/kafka/broker/startLocalKafka.ts';
import { KAFKA_CACHE } from './usableKafka.ts';

/** A cluster for the tests of one file. */
export interface TestKafka {
  readonly kafka: LocalKafka;
  /** Nodes that ended though no test asked for it. */
  readonly unexpectedlyDown: readonly number[];
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

/** Starts a cluster in a folder of its own. */
export async function startTestKafka(options: Partial<LocalKafkaOptions>): Promise<TestKafka> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'partition-lab-kafka-'));
  const unexpectedlyDown: number[] = [];
  const kafka = await startLocalKafka({
    dataFolder,
    cacheFolder: KAFKA_CACHE,
    onNodeDown: (nodeId) => void unexpectedlyDown.push(nodeId),
    ...options,
  });
  const dispose = async (): Promise<void> => {
    await kafka.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { kafka, unexpectedlyDown, dispose };
}

/** A client that keeps its complaints to itself. */
export function newClient(brokers: string[], options: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 12 },
    ...options,
  });
}

/** Makes a topic, as an administrator would. */
export async function createTopic(
  brokers: string[],
  topic: string,
  numPartitions: number,
  replicationFactor = 1,
): Promise<void> {
  const admin = newClient(brokers).admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions, replicationFactor }]);
  await admin.disconnect();
}
