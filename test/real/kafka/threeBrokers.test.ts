import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askBroker } from '../../../src/adapters/kafka/broker/brokerProbe.ts';
import { readProcess } from '../../../src/adapters/kafka/broker/processIdentity.ts';
import type { KafkaLogEntry } from '../../../src/adapters/kafka/logs/kafkaLogEntry.ts';
import { KafkaLogReader } from '../../../src/adapters/kafka/logs/kafkaLogReader.ts';
import { ClusterState } from '../../../src/model/broker/clusterState.ts';
import { offsetsPartitionOf } from '../../../src/model/broker/offsetsPartitionOf.ts';
import { ReplicaPlan } from '../../../src/replay/replicaPlan.ts';
import { RunTopics } from '../../../src/replay/runTopics.ts';
import { eventually } from '../../adapters/kafka/eventually.ts';
import { scenario as parsedScenario } from '../../scenario/smallScenario.ts';
import { createTopic, newClient, startTestKafka, type TestKafka } from './startTestKafka.ts';
import { whyNoKafka } from './usableKafka.ts';

const missing = await whyNoKafka();

describe.skipIf(missing !== null)('a real Kafka with three brokers', () => {
  let test: TestKafka;
  beforeAll(async () => {
    // On a busy machine a broker may be silent for two seconds though nobody killed it.
    const sessions = { brokerSessionTimeoutMs: 4000 };
    test = await startTestKafka({ brokers: 3, sessions });
  });
  afterAll(async () => {
    await test.dispose();
  });

  it('answers from every broker with all brokers', async () => {
    for (const { isBroker, ports } of test.kafka.nodes) {
      if (!isBroker) continue;
      const answer = await askBroker('127.0.0.1', ports.direct, 5000);
      expect(answer).toEqual({ clusterId: test.kafka.clusterId, brokerIds: [1, 2, 3] });
    }
    expect(test.kafka.bootstrap).toHaveLength(3);
    expect(test.kafka.proxyPlaces.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3]);
  });

  it('has leaders and the coordinator of a run where the simulator has them', async () => {
    const { kafka } = test;
    const scenario = parsedScenario(`title: Leaders where the simulator has them
lesson: A fault of a broker strikes the same partitions on both backends.
cluster: { brokers: 3 }
topics: { coupon-issue-request: { partitions: 4, replicationFactor: 2 } }
coupons: { 1: { stock: 1 } }
groups: { coupon-issue-group: { consumers: { c1: {} } } }
workload: [{ requests: 1 }]
`);
    const model = new ClusterState(3);
    model.createPartitions('coupon-issue-request', 6, 2);
    const offsets = model.offsetsPartition(offsetsPartitionOf('coupon-issue-group', 50), 3);
    const plan = ReplicaPlan.of(scenario, 'placed.');
    const topics = new RunTopics(kafka.bootstrap, 'placed.', scenario, plan);
    await topics.create();
    expect(await topics.addPartitions('coupon-issue-request', 6)).toBe(4);
    const reader = new KafkaLogReader(kafka, { topics: [] });
    for await (const entry of reader.read()) expect(entry).toBeDefined();
    const real = (topic: string, partition: number): unknown =>
      reader.cluster.partition(topic, partition);
    for (const { partition, leaderId, replicas } of model.partitionsOf('coupon-issue-request')!)
      expect(real('placed.coupon-issue-request', partition)).toMatchObject({
        leader: leaderId,
        replicas,
      });
    const { leaderId, replicas } = offsets;
    expect(real('__consumer_offsets', 0)).toMatchObject({ leader: leaderId, replicas });
    expect(await topics.remove()).toEqual([]);
    await topics.disconnect();
  });

  it('elects another leader when one is killed, and takes it back, by its own word', async () => {
    const { kafka } = test;
    await createTopic(kafka.bootstrap, 'orders', 1, 3);
    const producer = newClient(kafka.bootstrap).producer();
    await producer.connect();
    await producer.send({ topic: 'orders', acks: -1, messages: [{ value: 'before' }] });
    const reader = new KafkaLogReader(kafka, { topics: ['orders'], replicas: 'all' });
    const entries: KafkaLogEntry[] = [];
    const partition = (): ReturnType<typeof reader.cluster.partition> =>
      reader.cluster.partition('orders', 0);
    const until = (what: string, holds: () => boolean): Promise<void> =>
      eventually(what, async () => {
        for await (const entry of reader.read()) entries.push(entry);
        return holds();
      });

    await until('the partition is there', () => partition() !== null);
    const first = partition()!;
    expect(first).toMatchObject({ leaderEpoch: 0, isr: first.replicas });
    const leader = first.leader!;
    await kafka.kill(leader);
    await until('another one leads', () => ![leader, null].includes(partition()!.leader));
    const second = partition()!;
    expect(second).toMatchObject({ leaderEpoch: 1, partitionEpoch: 1 });
    expect(second.isr).not.toContain(leader);
    await producer.send({ topic: 'orders', acks: -1, messages: [{ value: 'after' }] });
    await kafka.restart(leader);
    await until('all are in sync', () => partition()!.isr.length === 3);
    await producer.disconnect();

    const fenced = entries.filter(
      (entry) =>
        entry.type === 'BrokerChanged' && entry.brokerId === leader && entry.isFenced === true,
    );
    expect(fenced).toHaveLength(1);
    for (const nodeId of [1, 2, 3]) {
      const copy = entries.filter(
        (entry) => entry.type === 'BatchWritten' && entry.nodeId === nodeId,
      );
      expect(copy).toMatchObject([
        { offset: 0, leaderEpoch: 0, records: [{ value: 'before' }] },
        { offset: 1, leaderEpoch: 1, records: [{ value: 'after' }] },
      ]);
    }
    expect(test.unexpectedlyDown).toEqual([]);
  });

  it('stops brokers before the controller, none by force, a paused one too', async () => {
    const pids = test.kafka.nodes.map(({ pid }) => pid!);
    test.kafka.pause(2);
    // Out of order, a broker waits for five minutes and is killed when its grace is over.
    expect(Object.fromEntries(await test.kafka.stop())).toEqual({
      1: 'ended',
      2: 'ended',
      3: 'ended',
      9: 'ended',
    });
    for (const pid of pids) expect(readProcess(pid)).toBeNull();
  });
});
