import { afterAll, beforeAll, describe } from 'vitest';
import { loadRdkafka } from '../../../src/adapters/kafka/client/confluent/loadRdkafka.ts';
import { describeClient } from '../../contract/clientContract.ts';
import type { ClientHarness } from '../../contract/clientHarness.ts';
import type { GroupKind } from '../../contract/memberConfig.ts';
import type { KafkaClientName } from '../../../src/adapters/kafka/client/kafkaClient.ts';
import { RealClients } from './realClients.ts';
import { startTestKafka, type TestKafka } from './startTestKafka.ts';
import { whyNoKafka } from './usableKafka.ts';

const missing = await whyNoKafka();
const hasRdkafka = (await loadRdkafka()) !== null;

describe.skipIf(missing !== null)('Kafka clients on a real broker', () => {
  let kafka: TestKafka;
  let clients: RealClients;
  beforeAll(async () => {
    kafka = await startTestKafka({ brokers: 1 });
    clients = await RealClients.open(kafka.kafka.bootstrap);
  });
  afterAll(async () => {
    await clients.close();
    await kafka.dispose();
  });

  /** The broker is up only when the tests run. */
  function late(client: KafkaClientName, kind: GroupKind): ClientHarness {
    return {
      name: `a real Kafka, ${client}, ${kind}`,
      isCooperative: kind !== 'range',
      tellsGenerations: client !== 'confluent',
      run: (partitions, body) => clients.harness(client, kind).run(partitions, body),
    };
  }

  describeClient(late('kafkajs', 'range'));
  describeClient(late('java', 'range'));
  describeClient(late('java', 'cooperative-sticky'));
  describeClient(late('java', 'consumer'));
  if (hasRdkafka) {
    describeClient(late('confluent', 'range'));
    describeClient(late('confluent', 'cooperative-sticky'));
    describeClient(late('confluent', 'consumer'));
  }
});
