import { describe, expect, it } from 'vitest';
import { planNodes } from '../../../../src/adapters/kafka/broker/nodePlan.ts';
import {
  checkOverrides,
  LAB_SESSION_TIMEOUTS,
  propertiesText,
  serverProperties,
  type ClusterConfig,
} from '../../../../src/adapters/kafka/broker/serverProperties.ts';

const FOLDERS = { data: '/lab/data', metadata: '/lab/meta' };

function clusterOf(brokers: 1 | 3, changes: Partial<ClusterConfig> = {}): ClusterConfig {
  return {
    host: '127.0.0.1',
    nodes: planNodes(brokers, 29_092),
    sessions: LAB_SESSION_TIMEOUTS,
    overrides: {},
    ...changes,
  };
}

describe('serverProperties', () => {
  it('makes node 1 broker and controller, with its own listener for clients behind a proxy', () => {
    const cluster = clusterOf(1);
    expect(serverProperties(cluster.nodes[0]!, cluster, FOLDERS)).toMatchObject({
      'node.id': '1',
      'process.roles': 'broker,controller',
      'controller.quorum.voters': '1@127.0.0.1:29093',
      listeners: 'DIRECT://127.0.0.1:29092,PROXIED://127.0.0.1:29094,CONTROLLER://127.0.0.1:29093',
      'advertised.listeners': 'DIRECT://127.0.0.1:29092,PROXIED://127.0.0.1:29095',
      'inter.broker.listener.name': 'DIRECT',
      'log.dirs': '/lab/data',
      'metadata.log.dir': '/lab/meta',
      'default.replication.factor': '1',
      'min.insync.replicas': '1',
      'offsets.topic.replication.factor': '1',
      'group.initial.rebalance.delay.ms': '0',
    });
  });

  it('gives three brokers a controller of their own, which decides the defaults of topics', () => {
    const cluster = clusterOf(3);
    const [first, second, third, controller] = cluster.nodes.map((node) =>
      serverProperties(node, cluster, FOLDERS),
    );
    expect([first, second, third, controller].map((node) => node!['process.roles'])).toEqual([
      'broker',
      'broker',
      'broker',
      'controller',
    ]);
    expect(second).toMatchObject({
      'node.id': '2',
      'controller.quorum.voters': '9@127.0.0.1:29123',
      listeners: 'DIRECT://127.0.0.1:29102,PROXIED://127.0.0.1:29104',
      'offsets.topic.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
    });
    expect(second).not.toHaveProperty('default.replication.factor');
    expect(controller).toMatchObject({
      'node.id': '9',
      listeners: 'CONTROLLER://127.0.0.1:29123',
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
    });
    expect(controller).not.toHaveProperty('advertised.listeners');
    expect(controller).not.toHaveProperty('inter.broker.listener.name');
  });

  it.each([500, 3000, 90_000])(
    'keeps a session of %i ms of consumer groups between its own minimum and maximum',
    (consumerGroupSessionTimeoutMs) => {
      const sessions = { ...LAB_SESSION_TIMEOUTS, consumerGroupSessionTimeoutMs };
      const cluster = clusterOf(1, { sessions });
      const properties = serverProperties(cluster.nodes[0]!, cluster, FOLDERS);
      const least = Number(properties['group.consumer.min.session.timeout.ms']);
      const most = Number(properties['group.consumer.max.session.timeout.ms']);
      expect(least).toBeLessThanOrEqual(consumerGroupSessionTimeoutMs);
      expect(most).toBeGreaterThanOrEqual(consumerGroupSessionTimeoutMs);
    },
  );

  it('lets overrides win', () => {
    const cluster = clusterOf(1, { overrides: { 'num.io.threads': 5, 'log.retention.ms': -1 } });
    expect(serverProperties(cluster.nodes[0]!, cluster, FOLDERS)).toMatchObject({
      'num.io.threads': '5',
      'log.retention.ms': '-1',
    });
  });
});

describe('checkOverrides', () => {
  it('takes any config of Kafka that the lab does not decide', () => {
    expect(() => checkOverrides({ 'min.insync.replicas': 1, 'x.y-z_0': '' })).not.toThrow();
  });

  it.each([
    [{ listeners: 'PLAINTEXT://:9092' }, /listeners: the lab decides it/],
    [{ 'log.dirs': '/elsewhere' }, /log.dirs: the lab decides it/],
    [{ 'two words': 1 }, /not a name/],
    [{ 'log.retention.ms': '1\nnode.id=7' }, /one line/],
  ])('refuses %j', (overrides, message) => {
    expect(() => checkOverrides(overrides as Record<string, string | number>)).toThrow(message);
  });
});

describe('propertiesText', () => {
  it('writes values so that Java reads them as they are', () => {
    expect(propertiesText({ a: ' x\\y', b: '쿠폰', c: '' })).toBe(
      'a=\\ x\\\\y\nb=\\ucfe0\\ud3f0\nc=\n',
    );
  });
});
