import type { NodePlan } from '../broker/nodePlan.ts';
import {
  serverProperties,
  type KafkaConfig,
  type SessionTimeouts,
} from '../broker/serverProperties.ts';

/** Clients reach the ports of a container by this name. */
export const CONTAINER_HOST = 'localhost';

/** The same heap as in compose.yaml. */
const HEAP = '-Xmx256m';

/** What decides the configuration of a broker in a container. */
export interface ContainerConfig {
  readonly node: NodePlan;
  /** 22 characters, as Kafka has its ids. */
  readonly clusterId: string;
  readonly sessions: SessionTimeouts;
  readonly overrides: KafkaConfig;
}

/**
 * The environment of the image `apache/kafka`, which makes a configuration file of it: the settings
 * of the broker without Docker. In its own machine the broker listens for the outside; its metadata
 * lie with the data.
 */
export function containerEnvironment(config: ContainerConfig): Record<string, string> {
  const { node, clusterId, sessions, overrides } = config;
  const cluster = { host: CONTAINER_HOST, nodes: [node], sessions, overrides };
  const folders = { data: '/var/lib/kafka/data', metadata: '' };
  const properties = serverProperties(node, cluster, folders);
  delete properties['metadata.log.dir'];
  const listeners = properties.listeners!.replace(
    /(DIRECT|PROXIED):\/\/localhost/g,
    '$1://0.0.0.0',
  );
  const variables = Object.entries({ ...properties, listeners }).map(([name, value]) => {
    return [variableName(name), value];
  });
  return {
    CLUSTER_ID: clusterId,
    KAFKA_HEAP_OPTS: HEAP,
    ...(Object.fromEntries(variables) as Record<string, string>),
  };
}

/** The image's rule for names: a dot becomes one underscore, an underscore two, a dash three. */
function variableName(property: string): string {
  const name = property.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_');
  return `KAFKA_${name.toUpperCase()}`;
}
