import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { askBroker } from '../../../src/adapters/kafka/broker/brokerProbe.ts';
import {
  readClusterRecord,
  runningNodes,
} from '../../../src/adapters/kafka/broker/clusterRecord.ts';
import { isPortFree } from '../../../src/adapters/kafka/broker/freePorts.ts';
import { listenedPorts } from '../../../src/adapters/kafka/broker/nodePlan.ts';
import { readProcess } from '../../../src/adapters/kafka/broker/processIdentity.ts';
import { startLocalKafka } from '../../../src/adapters/kafka/broker/startLocalKafka.ts';
import type { KafkaLogEntry } from '../../../src/adapters/kafka/logs/kafkaLogEntry.ts';
import { KafkaLogReader, readKafkaLogs } from '../../../src/adapters/kafka/logs/kafkaLogReader.ts';
import { logSourceOf } from '../../../src/adapters/kafka/logs/logSource.ts';
import { isKafkaRequest, kafkaFraming } from '../../../src/adapters/kafka/proxy/framing.ts';
import { TcpProxy } from '../../../src/adapters/kafka/proxy/tcpProxy.ts';
import { eventually } from '../../adapters/kafka/eventually.ts';
import { GroupMember } from './groupMember.ts';
import { createTopic, newClient, startTestKafka, type TestKafka } from './startTestKafka.ts';
import { KAFKA_CACHE, whyNoKafka } from './usableKafka.ts';

const ANSWER_MS = 5000;
const missing = await whyNoKafka();

async function collect(entries: AsyncIterable<KafkaLogEntry>): Promise<KafkaLogEntry[]> {
  const collected: KafkaLogEntry[] = [];
  for await (const entry of entries) collected.push(entry);
  return collected;
}

function recordsOf(entries: readonly KafkaLogEntry[], topic: string): (string | null)[] {
  return entries.flatMap((entry) =>
    entry.type === 'BatchWritten' && entry.topic === topic
      ? entry.records.map(({ value }) => value)
      : [],
  );
}

describe.skipIf(missing !== null)('a real Kafka with one broker', () => {
  let test: TestKafka;
  beforeAll(async () => {
    test = await startTestKafka({ brokers: 1 });
  });
  afterAll(async () => {
    await test.dispose();
  });

  it('has written down, in its own logs, all that two members of a group saw', async () => {
    const { bootstrap } = test.kafka;
    await createTopic(bootstrap, 'orders', 3);
    const members = ['a', 'b'].map((id) => new GroupMember(bootstrap, id, 'pair', 'orders'));
    for (const member of members) {
      await member.start();
      await eventually('it is in', () => member.generations.length > 0);
    }
    await eventually(
      'both share the partitions',
      () => members[0]!.generations.at(-1)!.partitions.length < 3,
    );
    const producer = newClient(bootstrap).producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const messages = Array.from({ length: 40 }, (_, n) => ({
      key: `쿠폰-${n % 7}`,
      value: `요청 ${n}\n둘째 줄`,
    }));
    for (let at = 0; at < messages.length; at += 10)
      await producer.send({ topic: 'orders', acks: -1, messages: messages.slice(at, at + 10) });
    await producer.disconnect();
    const seenBy = (): number => members.reduce((sum, { commits }) => sum + commits.length, 0);
    await eventually('all is read and committed', () => seenBy() === messages.length);
    for (const member of members) await member.leave();

    const entries = await collect(readKafkaLogs(test.kafka, { topics: ['orders'] }));
    const batches = entries.filter((entry) => entry.type === 'BatchWritten');
    const written = batches.flatMap(({ partition, records }) =>
      records.map(({ offset, key, value }) => ({ partition, offset, key, value })),
    );
    const seen = members.flatMap((member) => member.seen);
    const inOrder = (a: { partition: number; offset: number }, b: typeof a): number =>
      a.partition - b.partition || a.offset - b.offset;
    expect(seen.sort(inOrder)).toEqual(written.sort(inOrder));
    expect(written).toHaveLength(messages.length);
    expect(new Set(batches.map(({ producer: stamp }) => stamp?.producerId)).size).toBe(1);

    const generations = entries.filter((entry) => entry.type === 'GroupGeneration');
    const told = members.flatMap((member) => member.generations);
    expect(told.length).toBeGreaterThanOrEqual(3);
    for (const { generationId, memberId, partitions } of told) {
      const decided = generations.find((entry) => entry.generationId === generationId);
      const assignment = decided?.members.find((member) => member.memberId === memberId);
      expect(assignment?.assignment?.flatMap((topic) => topic.partitions) ?? []).toEqual([
        ...partitions,
      ]);
    }
    const committed = entries.filter((entry) => entry.type === 'OffsetCommitted');
    const byPartition = (partition: number): number[] =>
      committed
        .filter((entry) => entry.groupId === 'pair' && entry.partition === partition)
        .map(({ committedOffset }) => committedOffset);
    for (const partition of [0, 1, 2])
      expect(byPartition(partition)).toEqual(
        members
          .flatMap(({ commits }) => commits)
          .filter((commit) => commit.partition === partition)
          .map(({ offset }) => offset)
          .sort((a, b) => a - b),
      );
  });

  it('is read while it runs: each reading finds what the one before did not', async () => {
    const { bootstrap } = test.kafka;
    await createTopic(bootstrap, 'live', 1);
    const producer = newClient(bootstrap).producer();
    await producer.connect();
    const reader = new KafkaLogReader(test.kafka, { topics: ['live'] });
    const send = (value: string): Promise<unknown> =>
      producer.send({ topic: 'live', acks: -1, messages: [{ value }] });
    await send('first');
    expect(recordsOf(await collect(reader.read()), 'live')).toEqual(['first']);
    await send('second');
    const second = await collect(reader.read());
    expect(recordsOf(second, 'live')).toEqual(['second']);
    expect(second.filter(({ type }) => type === 'TopicCreated')).toEqual([]);
    await producer.disconnect();
  });

  it('loses an answer: without idempotence the record is there twice, with it once', async () => {
    const [place] = test.kafka.proxyPlaces;
    const proxy = await TcpProxy.listen({ ...place!, framing: kafkaFraming });
    onTestFinished(() => proxy.close());
    for (const idempotent of [false, true]) {
      const topic = idempotent ? 'sent-once' : 'sent-twice';
      await createTopic(test.kafka.bootstrap, topic, 1);
      const client = newClient(test.kafka.proxiedBootstrap);
      const producer = client.producer({ idempotent, maxInFlightRequests: 1 });
      await producer.connect();
      await producer.send({ topic, acks: -1, messages: [{ value: 'first' }] });
      const lost = proxy.loseNextResponse(isKafkaRequest('Produce'));
      const sent = producer.send({ topic, acks: -1, messages: [{ value: 'again?' }] });
      await lost;
      await sent;
      await producer.disconnect();
      const entries = await collect(readKafkaLogs(test.kafka, { topics: [topic] }));
      const again = idempotent ? ['again?'] : ['again?', 'again?'];
      expect(recordsOf(entries, topic)).toEqual(['first', ...again]);
    }
  });

  it('falls silent when it is paused, and answers when it goes on', async () => {
    const { ports } = test.kafka.node(1);
    test.kafka.pause(1);
    await eventually('it is paused', () => test.kafka.node(1).state === 'paused');
    expect(await askBroker('127.0.0.1', ports.direct, 300)).toBeNull();
    test.kafka.resume(1);
    const answer = await askBroker('127.0.0.1', ports.direct, ANSWER_MS);
    expect(answer).toEqual({ clusterId: test.kafka.clusterId, brokerIds: [1] });
    expect(test.kafka.node(1).state).toBe('up');
  });

  it('comes back after SIGKILL with all that it had acknowledged, at another epoch', async () => {
    const { bootstrap } = test.kafka;
    await createTopic(bootstrap, 'kept', 1);
    const producer = newClient(bootstrap).producer();
    await producer.connect();
    await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'before' }] });
    await producer.disconnect();
    const before = test.kafka.node(1).pid!;
    await test.kafka.kill(1);
    expect(readProcess(before)).toBeNull();
    expect(test.kafka.node(1)).toMatchObject({ state: 'down', pid: null });
    await test.kafka.restart(1);
    expect(test.kafka.node(1).pid).not.toBe(before);
    const reader = new KafkaLogReader(test.kafka, { topics: ['kept'] });
    const entries = await collect(reader.read());
    expect(recordsOf(entries, 'kept')).toEqual(['before']);
    expect(reader.cluster.partition('kept', 0)!.leaderEpoch).toBeGreaterThan(0);
    const incarnations = entries.filter(({ type }) => type === 'BrokerRegistered');
    expect(incarnations).toHaveLength(2);
    expect(test.unexpectedlyDown).toEqual([]);
  });

  it('tells of a node that ends though nobody asked for it', async () => {
    process.kill(test.kafka.node(1).pid!, 'SIGKILL');
    await eventually('we are told', () => test.unexpectedlyDown.length === 1);
    expect(test.unexpectedlyDown).toEqual([1]);
    await test.kafka.restart(1);
  });

  it('does not start a second time where it runs, nor on ports that are taken', async () => {
    const { dataFolder } = test.kafka;
    const again = startLocalKafka({ dataFolder, cacheFolder: KAFKA_CACHE });
    await expect(again).rejects.toThrow(/Kafka runs already: 1 broker/);
    expect(test.kafka.node(1).state).toBe('up');
  });

  it('stops in order: no process and no port is left, and its logs can be read', async () => {
    const node = test.kafka.node(1);
    const pid = node.pid!;
    await test.kafka.stop();
    await test.kafka.stop();
    expect(readProcess(pid)).toBeNull();
    for (const port of listenedPorts(node)) expect(await isPortFree(port)).toBe(true);
    const record = readClusterRecord(test.kafka.dataFolder)!;
    expect(runningNodes(record)).toEqual([]);
    expect(record.nodes.map((one) => one.process)).toEqual([null]);
    expect(readFileSync(node.paths.log, 'utf8')).toMatch(/enterControlledShutdown/);
    const source = logSourceOf(test.kafka.dataFolder, test.kafka.runtime);
    const entries = await collect(readKafkaLogs(source, { topics: ['orders'] }));
    expect(recordsOf(entries, 'orders')).toHaveLength(40);
  });
});
