import { KAFKA_VERSION } from '../adapters/kafka/broker/kafkaJars.ts';
import { startKafkaContainer } from '../adapters/kafka/container/startKafkaContainer.ts';
import { loadTestcontainers } from '../adapters/kafka/container/testcontainersModule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { brokerConfigFor } from './brokerConfigFor.ts';
import type { LocalClusterOptions } from './openLocalCluster.ts';
import type { RealCluster } from './realCluster.ts';
import { ReplayProblem } from './replayProblem.ts';

/**
 * Starts a Kafka in a container by Testcontainers, with the scenario's broker config, on ports of
 * its own. Nothing of it is ours but its network: its logs are not read, and its broker is not
 * signalled. Rejects with KafkaProblem or ReplayProblem.
 */
export async function openContainerCluster(
  scenario: Scenario,
  { signal, onProgress }: LocalClusterOptions,
): Promise<RealCluster> {
  const { brokers } = scenario.cluster;
  if (brokers !== 1) {
    const message = `the scenario has ${brokers} brokers: a container has one`;
    throw new ReplayProblem('misuse', `${message}; use --broker local`);
  }
  const testcontainers = await loadTestcontainers();
  onProgress('Starting the container');
  const settings = brokerConfigFor(scenario);
  const container = await startKafkaContainer(testcontainers, { ...settings, signal });
  return {
    description: `Kafka ${KAFKA_VERSION} in a container of Testcontainers, 1 broker`,
    kafkaVersion: KAFKA_VERSION,
    bootstrap: container.bootstrap,
    proxyPlaces: container.proxyPlaces,
    local: null,
    runtime: null,
    down: new AbortController().signal,
    close: () => container.stop(),
  };
}
