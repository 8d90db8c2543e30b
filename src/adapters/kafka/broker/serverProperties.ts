import { KafkaProblem } from './kafkaProblem.ts';
import type { NodePlan } from './nodePlan.ts';

/** Values of Kafka's configs, by Kafka's names. */
export type KafkaConfig = Readonly<Record<string, string | number | boolean>>;

/** How long silence is forgiven. Kafka's own defaults make a lesson wait. */
export interface SessionTimeouts {
  /** A broker that is silent for so long is fenced (broker.session.timeout.ms). */
  readonly brokerSessionTimeoutMs: number;
  readonly brokerHeartbeatIntervalMs: number;
  /** The shortest session that a member of a classic group may ask for. */
  readonly groupMinSessionTimeoutMs: number;
  /** Session of members under group.protocol=consumer: the broker decides it. */
  readonly consumerGroupSessionTimeoutMs: number;
  readonly consumerGroupHeartbeatIntervalMs: number;
}

/** The lab's own. With less than 2 s, brokers that share two cores fence each other. */
export const LAB_SESSION_TIMEOUTS: SessionTimeouts = {
  brokerSessionTimeoutMs: 2000,
  brokerHeartbeatIntervalMs: 500,
  groupMinSessionTimeoutMs: 1000,
  consumerGroupSessionTimeoutMs: 3000,
  consumerGroupHeartbeatIntervalMs: 500,
};

/** What decides a node's configuration. */
export interface ClusterConfig {
  /** Where nodes listen, and what others are told. */
  readonly host: string;
  readonly nodes: readonly NodePlan[];
  readonly sessions: SessionTimeouts;
  /** Any of Kafka's configs; they go to all nodes and win. */
  readonly overrides: KafkaConfig;
}

/** Where a node keeps its logs. */
export interface NodeFolders {
  readonly data: string;
  readonly metadata: string;
}

/** Configs that make the cluster what it is: an override would break it. */
const NOT_TO_OVERRIDE: ReadonlySet<string> = new Set(
  [
    'node.id broker.id process.roles controller.quorum.voters controller.quorum.bootstrap.servers',
    'listeners advertised.listeners listener.security.protocol.map controller.listener.names',
    'inter.broker.listener.name security.inter.broker.protocol log.dir log.dirs metadata.log.dir',
  ]
    .join(' ')
    .split(' '),
);

/** Throws KafkaProblem if an override is of what the lab itself decides. */
export function checkOverrides(overrides: KafkaConfig): void {
  for (const [key, value] of Object.entries(overrides)) {
    if (!/^[a-z0-9_.-]+$/i.test(key))
      throw new KafkaProblem('misuse', `config '${key}': not a name of a Kafka config`);
    if (NOT_TO_OVERRIDE.has(key))
      throw new KafkaProblem('misuse', `config ${key}: the lab decides it, it cannot be set`);
    if (/[\r\n]/.test(String(value)))
      throw new KafkaProblem('misuse', `config ${key}: a value is one line`);
  }
}

/** A node's server.properties, key by key. */
export function serverProperties(
  node: NodePlan,
  cluster: ClusterConfig,
  folders: NodeFolders,
): Record<string, string> {
  const config: Record<string, string | number | boolean> = {
    ...identityConfig(node, cluster),
    'log.dirs': folders.data,
    'metadata.log.dir': folders.metadata,
    ...replicationConfig(node, cluster.nodes),
    ...sessionConfig(cluster.sessions),
    ...frugalConfig(),
    ...cluster.overrides,
  };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]));
}

function identityConfig(node: NodePlan, { host, nodes }: ClusterConfig): KafkaConfig {
  const { ports } = node;
  const voters = nodes.filter(({ isController }) => isController);
  const at = (name: string, port: number): string => `${name}://${host}:${port}`;
  return {
    'node.id': node.id,
    'process.roles': [
      ...(node.isBroker ? ['broker'] : []),
      ...(node.isController ? ['controller'] : []),
    ].join(','),
    'controller.quorum.voters': voters
      .map(({ id, ports: { controller } }) => `${id}@${host}:${controller}`)
      .join(','),
    listeners: [
      ...(node.isBroker ? [at('DIRECT', ports.direct), at('PROXIED', ports.behindProxy)] : []),
      ...(node.isController ? [at('CONTROLLER', ports.controller)] : []),
    ].join(','),
    ...(node.isBroker
      ? {
          'advertised.listeners': [at('DIRECT', ports.direct), at('PROXIED', ports.proxy)].join(),
          'inter.broker.listener.name': 'DIRECT',
        }
      : {}),
    'listener.security.protocol.map': 'DIRECT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
  };
}

/**
 * Internal topics have one partition and as many replicas as there are brokers: a lone broker never
 * creates one with Kafka's default of three. The controller's file decides defaults of topics.
 */
function replicationConfig(node: NodePlan, nodes: readonly NodePlan[]): KafkaConfig {
  const replicas = nodes.filter(({ isBroker }) => isBroker).length;
  const minInsync = replicas > 1 ? 2 : 1;
  return {
    ...(node.isController
      ? { 'default.replication.factor': replicas, 'min.insync.replicas': minInsync }
      : {}),
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInsync,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInsync,
  };
}

/** Kafka wants a group's timeouts between a minimum and a maximum of their own: both follow. */
function sessionConfig(sessions: SessionTimeouts): KafkaConfig {
  const session = sessions.consumerGroupSessionTimeoutMs;
  const heartbeat = sessions.consumerGroupHeartbeatIntervalMs;
  return {
    'broker.session.timeout.ms': sessions.brokerSessionTimeoutMs,
    'broker.heartbeat.interval.ms': sessions.brokerHeartbeatIntervalMs,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': sessions.groupMinSessionTimeoutMs,
    'group.consumer.min.session.timeout.ms': Math.min(1000, session),
    'group.consumer.max.session.timeout.ms': Math.max(60_000, session),
    'group.consumer.session.timeout.ms': session,
    'group.consumer.min.heartbeat.interval.ms': Math.min(200, heartbeat),
    'group.consumer.max.heartbeat.interval.ms': Math.max(15_000, heartbeat),
    'group.consumer.heartbeat.interval.ms': heartbeat,
  };
}

/** Several brokers share a small machine. The cleaner's buffer alone is 128 MB by default. */
function frugalConfig(): KafkaConfig {
  return {
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'num.network.threads': 1,
    'num.io.threads': 2,
    'num.recovery.threads.per.data.dir': 1,
    'background.threads': 2,
  };
}

/** A properties file as Java reads it. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeValue(value)}\n`)
    .join('');
}

/** Java reads the file as Latin-1, drops leading blanks and takes a backslash as an escape. */
function escapeValue(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/^ /, '\\ ')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
