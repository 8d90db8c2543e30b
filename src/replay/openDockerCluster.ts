import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { KAFKA_VERSION } from '../adapters/kafka/broker/kafkaJars.ts';
import { planNodes, proxyPlaceOf } from '../adapters/kafka/broker/nodePlan.ts';
import { containerEnvironment } from '../adapters/kafka/container/containerEnvironment.ts';
import { stringify } from 'yaml';
import type { Scenario } from '../scenario/scenario.ts';
import { brokerConfigFor } from './brokerConfigFor.ts';
import type { LocalClusterOptions } from './openLocalCluster.ts';
import type { RealCluster } from './realCluster.ts';
import { ReplayProblem } from './replayProblem.ts';

const run = promisify(execFile);

/** On the ports that compose.yaml publishes. */
const NODE = planNodes(1, 29_092)[0]!;
const SERVICE = 'kafka';

/**
 * Starts the cluster of compose.yaml with the scenario's broker config. Nothing of it is ours but
 * its network: its logs are not read, and its broker is not signalled. Rejects with ReplayProblem.
 */
export async function openDockerCluster(
  scenario: Scenario,
  { signal, onProgress }: LocalClusterOptions,
): Promise<RealCluster> {
  if (scenario.cluster.brokers !== 1) {
    const message = `the scenario has ${scenario.cluster.brokers} brokers: compose.yaml has one`;
    throw new ReplayProblem('misuse', `${message}; use --broker local`);
  }
  await demandDocker();
  const folder = await mkdtemp(join(tmpdir(), 'partition-lab-docker-'));
  const override = join(folder, 'override.yaml');
  await writeFile(
    override,
    stringify({ services: { [SERVICE]: { environment: envOf(scenario) } } }),
  );
  const compose = async (...args: string[]): Promise<void> => {
    const files = ['-f', composeFile(), '-f', override];
    await run('docker', ['compose', ...files, ...args], signal === undefined ? {} : { signal });
  };
  const close = async (): Promise<void> => {
    await run('docker', ['compose', '-f', composeFile(), '-f', override, 'down', '--volumes']);
    await rm(folder, { recursive: true, force: true });
  };
  onProgress('Starting the container');
  try {
    await compose('up', '--wait');
  } catch (error) {
    await close().catch(() => undefined);
    const said = error instanceof Error ? error.message.trim() : String(error);
    throw new ReplayProblem('unable', `docker compose up failed: ${said}`);
  }
  return {
    description: `Kafka ${KAFKA_VERSION} in a container, 1 broker`,
    kafkaVersion: KAFKA_VERSION,
    bootstrap: [`localhost:${NODE.ports.direct}`],
    proxyPlaces: [proxyPlaceOf(NODE)],
    local: null,
    runtime: null,
    down: new AbortController().signal,
    close,
  };
}

async function demandDocker(): Promise<void> {
  try {
    await run('docker', ['compose', 'version']);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const what = code === 'ENOENT' ? 'Docker is not installed' : 'docker compose cannot be used';
    throw new ReplayProblem('unable', `${what} here: use --broker local, or name a HOST:PORT`);
  }
}

/** What compose.yaml has, with the scenario's config. */
function envOf(scenario: Scenario): Record<string, string> {
  const { sessions, config: overrides } = brokerConfigFor(scenario);
  const environment = containerEnvironment({ node: NODE, clusterId: '', sessions, overrides });
  delete environment.CLUSTER_ID;
  return environment;
}

/** compose.yaml of this package, wherever it is installed. */
function composeFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, 'compose.yaml');
    if (existsSync(path)) return path;
    if (dirname(folder) === folder)
      throw new ReplayProblem('unable', 'compose.yaml of this package is missing: reinstall it');
  }
}
