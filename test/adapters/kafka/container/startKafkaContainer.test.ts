import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { planNodes } from '../../../../src/adapters/kafka/broker/nodePlan.ts';
import { LAB_SESSION_TIMEOUTS } from '../../../../src/adapters/kafka/broker/serverProperties.ts';
import { containerEnvironment } from '../../../../src/adapters/kafka/container/containerEnvironment.ts';
import { startKafkaContainer } from '../../../../src/adapters/kafka/container/startKafkaContainer.ts';
import {
  loadTestcontainers,
  type GenericContainer,
  type StartedContainer,
  type TestcontainersModule,
} from '../../../../src/adapters/kafka/container/testcontainersModule.ts';
import { metadataAnswer, serve } from '../broker/fakeBroker.ts';

type Environment = Readonly<Record<string, string>>;

/** What a Docker of the test has been asked for. */
interface FakeDocker {
  readonly module: TestcontainersModule;
  image: string;
  environment: Environment;
  ports: readonly { readonly container: number; readonly host: number }[];
  stops: number;
}

/** A Docker whose containers answer as Kafka does, at the ports that they were given. */
function newFakeDocker(host = 'localhost', failure: Error | null = null): FakeDocker {
  class FakeContainer implements GenericContainer {
    constructor(image: string) {
      docker.image = image;
    }

    withEnvironment(environment: Environment): this {
      docker.environment = environment;
      return this;
    }

    withExposedPorts(...ports: FakeDocker['ports']): this {
      docker.ports = ports;
      return this;
    }

    withWaitStrategy(): this {
      return this;
    }

    withStartupTimeout(): this {
      return this;
    }

    async start(): Promise<StartedContainer> {
      if (failure !== null) throw failure;
      await answerAt(docker.ports[0]!.host, docker.environment.CLUSTER_ID!);
      const stop = (): Promise<void> => Promise.resolve(void docker.stops++);
      return { getHost: () => host, stop };
    }
  }
  const docker: FakeDocker = {
    image: '',
    environment: {},
    ports: [],
    stops: 0,
    module: { GenericContainer: FakeContainer, Wait: { forLogMessage: (message) => message } },
  };
  return docker;
}

async function answerAt(port: number, clusterId: string): Promise<void> {
  await serve((socket) => {
    socket.on('data', (request: Buffer) => socket.write(metadataAnswer(request, clusterId, [1])));
  }, port);
}

const OPTIONS = { sessions: LAB_SESSION_TIMEOUTS, config: { 'log.retention.ms': 60_000 } };

describe('a Kafka in a container', () => {
  it('is configured as compose.yaml configures it', () => {
    const compose = parse(
      readFileSync(new URL('../../../../compose.yaml', import.meta.url), 'utf8'),
    ) as { readonly services: { readonly kafka: { readonly environment: Environment } } };
    const { environment } = compose.services.kafka;
    const [node] = planNodes(1, 29_092);
    const ours = containerEnvironment({
      node: node!,
      clusterId: environment.CLUSTER_ID!,
      sessions: LAB_SESSION_TIMEOUTS,
      overrides: {},
    });
    expect(ours).toEqual(environment);
  });

  it('is started on ports that are the same outside, and answers there', async () => {
    const docker = newFakeDocker();
    const kafka = await startKafkaContainer(docker.module, OPTIONS);
    expect(docker.image).toMatch(/^apache\/kafka:\d+\.\d+\.\d+$/);
    expect(docker.environment.KAFKA_LOG_RETENTION_MS).toBe('60000');
    expect(docker.ports.every(({ container, host }) => container === host)).toBe(true);
    const [direct, behindProxy] = docker.ports.map(({ host }) => host);
    expect(kafka.bootstrap).toEqual([`localhost:${direct}`]);
    expect(kafka.proxyPlaces).toEqual([
      { nodeId: 1, listenPort: behindProxy! + 1, targetPort: behindProxy },
    ]);
    const advertised = docker.environment.KAFKA_ADVERTISED_LISTENERS;
    expect(advertised).toContain(`PROXIED://localhost:${behindProxy! + 1}`);
    expect(docker.stops).toBe(0);
    await kafka.stop();
    expect(docker.stops).toBe(1);
  });

  it('is refused where Docker runs on another machine, and is not left running there', async () => {
    const docker = newFakeDocker('build-host');
    const start = startKafkaContainer(docker.module, OPTIONS);
    await expect(start).rejects.toThrow('Docker runs its containers on build-host');
    expect(docker.stops).toBe(1);
  });

  it('says why it does not start', async () => {
    const docker = newFakeDocker('localhost', new Error('no container runtime'));
    const start = startKafkaContainer(docker.module, OPTIONS);
    await expect(start).rejects.toThrow(/apache\/kafka:.* does not start: no container runtime/);
  });

  it('needs a package that few need, and says which', async () => {
    await expect(loadTestcontainers()).rejects.toThrow('npm install testcontainers');
  });
});
