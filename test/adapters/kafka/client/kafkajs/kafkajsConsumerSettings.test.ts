import { describe, expect, it } from 'vitest';
import { kafkajsConsumerSettings } from '../../../../../src/adapters/kafka/client/kafkajs/kafkajsConsumerSettings.ts';
import type { ClientConfig } from '../../../../../src/adapters/kafka/client/kafkaClient.ts';
import { MemberProbe } from '../../../../contract/memberProbe.ts';

function settings(config: ClientConfig): ReturnType<typeof kafkajsConsumerSettings> {
  const { observer } = new MemberProbe();
  const bootstrap = '127.0.0.1:29092,127.0.0.1:29102';
  return kafkajsConsumerSettings({ bootstrap, clientId: 'c1', groupId: 'g', config, observer });
}

describe('kafkajsConsumerSettings', () => {
  it("has Kafka's defaults, not those of kafkajs", () => {
    const { kafka, consumer, ...rest } = settings({});
    expect(kafka).toMatchObject({
      clientId: 'c1',
      brokers: ['127.0.0.1:29092', '127.0.0.1:29102'],
      requestTimeout: 30_000,
    });
    expect(consumer).toMatchObject({
      groupId: 'g',
      sessionTimeout: 45_000,
      heartbeatInterval: 3000,
      rebalanceTimeout: 300_000,
      maxWaitTimeInMs: 500,
      readUncommitted: true,
      allowAutoTopicCreation: false,
    });
    expect(rest).toMatchObject({
      fromBeginning: false,
      maxPollRecords: 500,
      autoCommitIntervalMs: 5000,
    });
  });

  it('translates what is set', () => {
    const { consumer, ...rest } = settings({
      'session.timeout.ms': '3000',
      'heartbeat.interval.ms': '600',
      'max.poll.interval.ms': '5000',
      'max.poll.records': '7',
      'partition.assignment.strategy': 'roundrobin',
      'enable.auto.commit': 'false',
      'auto.offset.reset': 'earliest',
      'isolation.level': 'read_committed',
      'metadata.max.age.ms': '1000',
    });
    expect(consumer).toMatchObject({
      sessionTimeout: 3000,
      heartbeatInterval: 600,
      rebalanceTimeout: 5000,
      readUncommitted: false,
      metadataMaxAge: 1000,
      // A fetch that waits longer would hold back heartbeats.
      maxWaitTimeInMs: 200,
    });
    expect(consumer.partitionAssigners).toHaveLength(1);
    expect(rest).toMatchObject({
      fromBeginning: true,
      maxPollRecords: 7,
      autoCommitIntervalMs: null,
    });
  });

  it.each([
    [{ 'group.protocol': 'consumer' }, 'group.protocol: consumer (KIP-848)'],
    [{ 'group.instance.id': 'a' }, 'group.instance.id (static membership)'],
    [{ 'partition.assignment.strategy': 'sticky' }, 'partition.assignment.strategy: sticky'],
    [
      { 'partition.assignment.strategy': 'cooperative-sticky, range' },
      'partition.assignment.strategy: cooperative-sticky',
    ],
    [{ 'auto.offset.reset': 'none' }, 'auto.offset.reset: none'],
    [{ 'check.crcs': 'false' }, 'check.crcs: false'],
    [{ 'reconnect.backoff.ms': '7' }, 'reconnect.backoff.ms: 7'],
  ])('refuses %j by name', (config, what) => {
    expect(() => settings(config as unknown as ClientConfig)).toThrow(
      `the client kafkajs cannot do ${what}`,
    );
  });

  it('does not mind a default that is said', () => {
    expect(() => settings({ 'check.crcs': 'true', 'reconnect.backoff.ms': '50' })).not.toThrow();
  });

  it('refuses what Kafka does not know', () => {
    expect(() => settings({ 'max.pol.records': '1' })).toThrow(/max.pol.records.*no such key/);
  });
});
