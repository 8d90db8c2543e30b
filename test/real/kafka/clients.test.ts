import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRdkafka } from '../../../src/adapters/kafka/client/confluent/loadRdkafka.ts';
import { describeClient, describeClientGroup } from '../../contract/clientContract.ts';
import type { ClientHarness } from '../../contract/clientHarness.ts';
import { memberConfig, type GroupKind } from '../../contract/memberConfig.ts';
import type { KafkaClientName } from '../../../src/adapters/kafka/client/kafkaClient.ts';
import { readProcess } from '../../../src/adapters/kafka/broker/processIdentity.ts';
import { eventually } from '../../adapters/kafka/eventually.ts';
import { pollUntil, pollUntilOwner } from '../../contract/clientSteps.ts';
import type { ClientMember } from './clientMember.ts';
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
  describeClientGroup(late('java', 'cooperative-sticky'));
  describeClientGroup(late('java', 'consumer'));
  if (hasRdkafka) {
    describeClient(late('confluent', 'range'));
    describeClientGroup(late('confluent', 'cooperative-sticky'));
    describeClientGroup(late('confluent', 'consumer'));
  }

  describe('the Java member', () => {
    const config = { ...memberConfig('range'), 'group.instance.id': 'till-1' };

    it('is fenced by a second one of its instance id, and tells so', async () => {
      const topic = await clients.newTopic(1);
      const first = await clients.newMember('java', topic, 'c1', config);
      await pollUntilOwner(first, 1);
      const second = await clients.newMember('java', topic, 'c2', config);
      try {
        await pollUntilOwner(second, 1);
        const refused = await first.commitSync([{ topic, partition: 0, offset: 1 }]);
        // By then its heartbeat may have told it that it is out.
        expect(refused).toMatch(/^(FencedInstanceId|CommitFailed)Exception$/);
        const polling = pollUntil([first], 'it is dead', () => false);
        await expect(polling).rejects.toThrow('FencedInstanceIdException');
        expect(first.told.at(-1)).toMatch(/^died FencedInstanceIdException: /);
      } finally {
        await Promise.all([first.crash(), second.crash()]);
      }
    });

    it('comes back under its instance id after a crash, and nobody else notices', async () => {
      const topic = await clients.newTopic(2);
      const other = await clients.newMember('java', topic, 'other', memberConfig('range'));
      // Longer than a JVM takes to start, however busy the machine is.
      const patient = { ...config, 'session.timeout.ms': '20000' };
      const first = await clients.newMember('java', topic, 'c1', patient);
      await pollUntil([other, first], 'each has one', () => shareEvenly(other, first));
      const before = other.told.length;
      await first.crash();
      const again = await clients.newMember('java', topic, 'c1', patient);
      try {
        await pollUntil([other, again], 'it is back', () => shareEvenly(other, again));
        expect([...again.owned]).toEqual([...first.owned]);
        expect(other.told.slice(before)).toEqual([]);
      } finally {
        await Promise.all([other.crash(), again.crash()]);
      }
    });

    it('keeps with the sticky assignor what it can keep', async () => {
      const topic = await clients.newTopic(5);
      const sticky = { ...memberConfig('range'), 'partition.assignment.strategy': 'sticky' };
      const first = await clients.newMember('java', topic, 'c1', sticky);
      await pollUntilOwner(first, 5);
      const second = await clients.newMember('java', topic, 'c2', sticky);
      try {
        await pollUntil([first, second], 'they share', () => second.owned.size === 2);
        expect(first.owned.size).toBe(3);
        // Eager: all go, and the most of them come back.
        expect(first.told).toContain('listener revoked 0,1,2,3,4');
      } finally {
        await Promise.all([first.crash(), second.crash()]);
      }
    });

    it('takes its JVM along, also if it alone is killed', async () => {
      const topic = await clients.newTopic(1);
      const member = await clients.newMember('java', topic, 'c1', memberConfig('range'));
      const [jvm] = member.childPids;
      expect(readProcess(jvm!)).not.toBeNull();
      process.kill(member.pid, 'SIGKILL');
      await eventually('the JVM has ended', () => readProcess(jvm!) === null);
    });
  });
});

function shareEvenly(one: ClientMember, other: ClientMember): boolean {
  return one.owned.size === 1 && other.owned.size === 1;
}
