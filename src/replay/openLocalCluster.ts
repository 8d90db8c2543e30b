import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KAFKA_VERSION } from '../adapters/kafka/broker/kafkaJars.ts';
import { startLocalKafka } from '../adapters/kafka/broker/startLocalKafka.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { brokerConfigFor } from './brokerConfigFor.ts';
import { downReason } from './downReason.ts';
import type { RealCluster } from './realCluster.ts';
import { ReplayProblem } from './replayProblem.ts';

/** How to start a cluster for runs. */
export interface LocalClusterOptions {
  /** Jars and class archive; the user's cache folder by default. */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what takes time. */
  readonly onProgress: (step: string) => void;
}

/**
 * Starts a real Kafka on this machine with the brokers and the broker config that the scenario has,
 * in a temporary folder of its own. Rejects with KafkaProblem or ReplayProblem.
 */
export async function openLocalCluster(
  scenario: Scenario,
  { cacheFolder, signal, onProgress }: LocalClusterOptions,
): Promise<RealCluster> {
  const { brokers } = scenario.cluster;
  if (brokers !== 1 && brokers !== 3) {
    const message = `the scenario has ${brokers} brokers: on this machine there can be 1 or 3`;
    throw new ReplayProblem('misuse', message);
  }
  const down = new AbortController();
  const dataFolder = await mkdtemp(join(tmpdir(), 'partition-lab-replay-'));
  try {
    const kafka = await startLocalKafka({
      brokers,
      dataFolder,
      cacheFolder,
      signal,
      onProgress,
      ...brokerConfigFor(scenario),
      onNodeDown: (nodeId) => {
        void downReason(nodeId, dataFolder).then((reason) => down.abort(reason));
      },
    });
    const size = brokers === 1 ? '1 broker' : '3 brokers';
    return {
      description: `Kafka ${KAFKA_VERSION} on this machine, ${size}`,
      kafkaVersion: KAFKA_VERSION,
      bootstrap: kafka.bootstrap,
      proxyPlaces: kafka.proxyPlaces,
      local: kafka,
      runtime: kafka.runtime,
      down: down.signal,
      close: async () => {
        await kafka.stop();
        await rm(dataFolder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataFolder, { recursive: true, force: true });
    throw error;
  }
}
