import { ChildGuard } from '../../adapters/kafka/broker/childGuard.ts';
import { defaultCacheFolder } from '../../adapters/kafka/broker/labFolders.ts';
import type { ClientChoice } from '../../adapters/kafka/client/chooseClient.ts';
import { chooseClient } from '../../adapters/kafka/client/chooseClient.ts';
import { installedClients } from '../../adapters/kafka/client/installedClients.ts';
import { openKafkaClient } from '../../adapters/kafka/client/openKafkaClient.ts';
import { clientNeeds } from '../../replay/clientNeeds.ts';
import { openContainerCluster } from '../../replay/openContainerCluster.ts';
import { openDockerCluster } from '../../replay/openDockerCluster.ts';
import { openLocalCluster } from '../../replay/openLocalCluster.ts';
import { openRemoteCluster } from '../../replay/openRemoteCluster.ts';
import type { RealCluster } from '../../replay/realCluster.ts';
import { demandFaults } from '../../replay/refusedFaults.ts';
import type { FaultMeans } from '../../replay/refusedFaults.ts';
import { chooseTimeScale } from '../../scenario/scale/chooseTimeScale.ts';
import { scaleScenario } from '../../scenario/scale/scaleScenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { BrokerChoice, ReplayRequest } from './replayRequest.ts';

/** What is settled before anything starts. */
export interface PreparedReplay {
  /** With all times multiplied. */
  readonly scenario: Scenario;
  readonly timeScale: number;
  readonly client: ClientChoice & { readonly version: string };
  readonly cacheFolder: string;
}

/**
 * Settles scale and client, and gets the client ready. Rejects with KafkaProblem, and with
 * ReplayProblem if a fault cannot be done there.
 */
export async function prepareReplay(
  whole: Scenario,
  request: ReplayRequest,
  signal: AbortSignal,
  onProgress: (step: string) => void,
): Promise<PreparedReplay> {
  const timeScale = request.timeScale ?? chooseTimeScale(whole);
  const scenario = scaleScenario(whole, timeScale);
  demandFaults(scenario, faultMeansOf(request.broker));
  const cacheFolder = defaultCacheFolder(process.env, process.platform);
  const guard = new ChildGuard();
  try {
    const preparation = { cacheFolder, environment: process.env, guard, signal, onProgress };
    const installed = await installedClients(preparation);
    const client = chooseClient(clientNeeds(scenario), installed, request.client);
    const { version } = await openKafkaClient(client.name, preparation);
    return { scenario, timeScale, client: { ...client, version }, cacheFolder };
  } finally {
    await guard.release();
  }
}

/** What can be done to the cluster that will be opened. */
export function faultMeansOf({ type }: BrokerChoice): FaultMeans {
  return { canSignal: type === 'local', hasProxies: type !== 'remote' };
}

/** Starts, or finds, the cluster that was asked for. Rejects with KafkaProblem or ReplayProblem. */
export async function openCluster(
  { broker }: ReplayRequest,
  { scenario, cacheFolder }: PreparedReplay,
  signal: AbortSignal,
  onProgress: (step: string) => void,
): Promise<RealCluster> {
  switch (broker.type) {
    case 'local':
      return await openLocalCluster(scenario, { cacheFolder, signal, onProgress });
    case 'docker':
      return await openDockerCluster(scenario, { cacheFolder, signal, onProgress });
    case 'testcontainers':
      return await openContainerCluster(scenario, { cacheFolder, signal, onProgress });
    case 'remote':
      return openRemoteCluster(broker.bootstrap);
  }
}
