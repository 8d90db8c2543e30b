import { describe, expect, it } from 'vitest';
import { newConfluentClient } from '../../../../../src/adapters/kafka/client/confluent/confluentClient.ts';
import type { RealRequestPublisher } from '../../../../../src/adapters/kafka/client/kafkaClient.ts';
import type { OutgoingRecord } from '../../../../../src/issuer/ports.ts';
import { FakeRdkafka, rdkafkaError } from './fakeRdkafka.ts';

const RECORD: OutgoingRecord = { topic: 't', key: '', value: '', headers: [] };

function open(config: Readonly<Record<string, string>>): [FakeRdkafka, RealRequestPublisher] {
  const rdkafka = new FakeRdkafka();
  const client = newConfluentClient(rdkafka.module);
  return [rdkafka, client.newPublisher({ bootstrap: 'h:1', clientId: 'p', config })];
}

async function sent(rdkafka: FakeRdkafka, count: number): Promise<void> {
  while (rdkafka.produced.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('ConfluentRequestPublisher', () => {
  it('resolves each record by its own delivery, in whatever order they come', async () => {
    const [rdkafka, publisher] = open({});
    const both = Promise.all([publisher.publish(RECORD), publisher.publish(RECORD)]);
    await sent(rdkafka, 2);
    rdkafka.deliver(1, null, 2, 8);
    rdkafka.deliver(0, null, 2, 7);
    expect(await both).toEqual([
      { topic: 't', partition: 2, offset: 7 },
      { topic: 't', partition: 2, offset: 8 },
    ]);
    expect(rdkafka.produced[0]!.key).toBe('');
    await publisher.close();
    expect(rdkafka.calls).toEqual(['connect', 'flush', 'disconnect']);
  });

  it.each([
    [-192, {}, 'TimeoutException', false],
    [-195, {}, 'NetworkException', false],
    [19, {}, 'NotEnoughReplicasException', false],
    [19, { retries: '0' }, 'NotEnoughReplicasException', true],
    [20, { retries: '0' }, 'NotEnoughReplicasAfterAppendException', false],
  ])('makes of %d with %j the exception of Kafka', async (code, config, error, definite) => {
    const [rdkafka, publisher] = open(config);
    const failed = publisher.publish(RECORD);
    await sent(rdkafka, 1);
    rdkafka.deliver(0, rdkafkaError(code), 0, -1);
    await expect(failed).rejects.toMatchObject({ name: 'PublishError', code: error, definite });
  });
});
