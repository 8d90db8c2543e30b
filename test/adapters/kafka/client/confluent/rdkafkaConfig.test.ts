import { describe, expect, it } from 'vitest';
import {
  rdkafkaConsumerConfig,
  rdkafkaProducerConfig,
  type RdkafkaConfig,
} from '../../../../../src/adapters/kafka/client/confluent/rdkafkaConfig.ts';
import type { ClientConfig } from '../../../../../src/adapters/kafka/client/kafkaClient.ts';
import { MemberProbe } from '../../../../contract/memberProbe.ts';

function consumer(config: ClientConfig): RdkafkaConfig {
  const { observer } = new MemberProbe();
  return rdkafkaConsumerConfig({
    bootstrap: 'h:1',
    clientId: 'c1',
    groupId: 'g',
    config,
    observer,
  });
}

function producer(config: ClientConfig): RdkafkaConfig {
  return rdkafkaProducerConfig({ bootstrap: 'h:1', clientId: 'p1', config });
}

describe('rdkafkaConsumerConfig', () => {
  it("has Kafka's defaults where librdkafka's differ", () => {
    const { client, topic } = consumer({});
    expect(client).toMatchObject({
      'bootstrap.servers': 'h:1',
      'client.id': 'c1',
      'group.id': 'g',
      'isolation.level': 'read_uncommitted',
      'reconnect.backoff.max.ms': 1000,
      'partition.assignment.strategy': 'range',
      'enable.auto.commit': false,
    });
    expect(topic).toEqual({ 'auto.offset.reset': 'latest' });
  });

  it('translates names', () => {
    const { client, topic } = consumer({
      'fetch.max.wait.ms': '100',
      'metadata.max.age.ms': '1000',
      'group.instance.id': 'a',
      'partition.assignment.strategy':
        'org.apache.kafka.clients.consumer.CooperativeStickyAssignor',
      'auto.offset.reset': 'none',
    });
    expect(client).toMatchObject({
      'fetch.wait.max.ms': '100',
      'topic.metadata.refresh.interval.ms': '1000',
      'group.instance.id': 'a',
      'partition.assignment.strategy': 'cooperative-sticky',
    });
    expect(topic).toEqual({ 'auto.offset.reset': 'error' });
  });

  it('has no config of the classic protocol under the other one', () => {
    const { client } = consumer({ 'group.protocol': 'consumer', 'group.remote.assignor': 'range' });
    expect(client).toMatchObject({
      'group.protocol': 'consumer',
      'group.remote.assignor': 'range',
    });
    expect(client).not.toHaveProperty('partition.assignment.strategy');
  });

  it.each([
    [{ 'partition.assignment.strategy': 'sticky' }, 'the assignor sticky'],
    [{ 'auto.offset.reset': 'by_duration:PT1H' }, 'auto.offset.reset: by_duration'],
    [{ 'check.crcs': 'false' }, 'check.crcs: false'],
  ])('refuses %j by name', (config, what) => {
    expect(() => consumer(config as unknown as ClientConfig)).toThrow(
      `the client confluent cannot do ${what}`,
    );
  });
});

describe('rdkafkaProducerConfig', () => {
  it('puts a key where Kafka puts it, and what is of topics with the topics', () => {
    const { client, topic } = producer({ 'delivery.timeout.ms': '31000', 'linger.ms': '0' });
    expect(topic).toEqual({
      acks: -1,
      partitioner: 'murmur2_random',
      'delivery.timeout.ms': '31000',
    });
    expect(client).toMatchObject({ 'enable.idempotence': true, 'linger.ms': '0', dr_cb: true });
  });

  it('turns idempotence off where Kafka does', () => {
    expect(producer({ acks: '1' })).toMatchObject({
      client: { 'enable.idempotence': false },
      topic: { acks: 1 },
    });
  });

  it('refuses by name what it cannot do', () => {
    const config = {
      'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner',
    };
    expect(() => producer(config)).toThrow('the client confluent cannot do partitioner.class');
  });
});
