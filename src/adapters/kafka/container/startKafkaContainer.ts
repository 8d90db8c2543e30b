import { planOnFreePorts } from '../broker/freePorts.ts';
import { randomUuid } from '../broker/formatNode.ts';
import { KAFKA_VERSION } from '../broker/kafkaJars.ts';
import { KafkaProblem } from '../broker/kafkaProblem.ts';
import { proxyPlaceOf } from '../broker/nodePlan.ts';
import type { ProxyPlace } from '../broker/nodePlan.ts';
import type { KafkaConfig, SessionTimeouts } from '../broker/serverProperties.ts';
import { waitForAnswer } from '../broker/waitForAnswer.ts';
import { CONTAINER_HOST, containerEnvironment } from './containerEnvironment.ts';
import type { StartedContainer, TestcontainersModule } from './testcontainersModule.ts';

const IMAGE = `apache/kafka:${KAFKA_VERSION}`;
const STARTED = /Kafka Server started/;
/** The image may have to be fetched first; that does not count. */
const STARTUP_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const LOCAL_HOSTS = ['localhost', '127.0.0.1'];

/** What to start. */
export interface ContainerOptions {
  readonly sessions: SessionTimeouts;
  /** Any of Kafka's configs; they win. */
  readonly config: KafkaConfig;
  readonly signal?: AbortSignal | undefined;
}

/** A Kafka of one broker in a container. */
export interface KafkaContainer {
  /** host:port. */
  readonly bootstrap: readonly string[];
  /** Where a proxy for its clients must stand. */
  readonly proxyPlaces: readonly ProxyPlace[];
  /** Ends it and removes it with its data. */
  stop(): Promise<void>;
}

/**
 * Starts Kafka in a container by Testcontainers, which also removes it if we die. Ports of the
 * container are the same outside, since a broker tells its clients where to connect. Rejects with
 * KafkaProblem, and then nothing of it runs.
 */
export async function startKafkaContainer(
  { GenericContainer, Wait }: TestcontainersModule,
  { sessions, config, signal }: ContainerOptions,
): Promise<KafkaContainer> {
  const [node] = await planOnFreePorts(1, []);
  const { ports } = node!;
  const clusterId = randomUuid();
  const environment = containerEnvironment({ node: node!, clusterId, sessions, overrides: config });
  let container: StartedContainer;
  try {
    container = await new GenericContainer(IMAGE)
      .withEnvironment(environment)
      .withExposedPorts(same(ports.direct), same(ports.behindProxy))
      .withWaitStrategy(Wait.forLogMessage(STARTED))
      .withStartupTimeout(STARTUP_LIMIT_MS)
      .start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KafkaProblem('unable', `the container of ${IMAGE} does not start: ${reason}`);
  }
  const stop = async (): Promise<void> => {
    await container.stop({ timeout: STOP_LIMIT_MS });
  };
  try {
    await demandAnswer(container, node!, clusterId, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    bootstrap: [`${CONTAINER_HOST}:${ports.direct}`],
    proxyPlaces: [proxyPlaceOf(node!)],
    stop,
  };
}

function same(port: number): { readonly container: number; readonly host: number } {
  return { container: port, host: port };
}

/** A container may run elsewhere, and then nobody reaches the broker where it says that it is. */
async function demandAnswer(
  container: StartedContainer,
  node: Parameters<typeof containerEnvironment>[0]['node'],
  clusterId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const host = container.getHost();
  if (!LOCAL_HOSTS.includes(host)) {
    const text = `Docker runs its containers on ${host}: this needs one on this machine`;
    throw new KafkaProblem('unable', text);
  }
  const wanted = { ...node, host: CONTAINER_HOST, clusterId, brokerIds: [node.id] };
  const giveUp = signal ?? new AbortController().signal;
  if (await waitForAnswer(wanted, STARTUP_LIMIT_MS, giveUp)) return;
  signal?.throwIfAborted();
  throw new KafkaProblem('unable', `Kafka in its container does not answer at ${host}`);
}
