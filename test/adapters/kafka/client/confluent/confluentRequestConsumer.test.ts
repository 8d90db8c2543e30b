import { describe, expect, it } from 'vitest';
import { newConfluentClient } from '../../../../../src/adapters/kafka/client/confluent/confluentClient.ts';
import type { RdkafkaMessage } from '../../../../../src/adapters/kafka/client/confluent/rdkafkaModule.ts';
import type { ClientConfig } from '../../../../../src/adapters/kafka/client/kafkaClient.ts';
import { MemberProbe } from '../../../../contract/memberProbe.ts';
import { FakeRdkafka, rdkafkaError } from './fakeRdkafka.ts';

const ASSIGN = -175;
const REVOKE = -174;

function open(config: ClientConfig = {}): { rdkafka: FakeRdkafka; probe: MemberProbe } {
  const rdkafka = new FakeRdkafka();
  const probe = new MemberProbe();
  const consumer = newConfluentClient(rdkafka.module).newConsumer({
    bootstrap: '127.0.0.1:1',
    clientId: 'c1',
    groupId: 'g',
    config: { 'enable.auto.commit': 'false', ...config },
    observer: probe.observer,
  });
  probe.attach(consumer, 't');
  return { rdkafka, probe };
}

function message(partition: number, offset: number): RdkafkaMessage {
  return { topic: 't', partition, offset, key: Buffer.from('k'), value: Buffer.from('v') };
}

function at(
  partition: number,
  offset: number,
): { topic: string; partition: number; offset: number }[] {
  return [{ topic: 't', partition, offset }];
}

describe('ConfluentRequestConsumer', () => {
  it('assigns once the listener knows, and returns what comes after', async () => {
    const { rdkafka, probe } = open();
    rdkafka.rebalances.push({ code: ASSIGN, partitions: [1, 0] });
    rdkafka.batches.push([], [message(0, 4), message(1, 9), message(0, 5)]);
    const records = await probe.poll();
    expect(records.map(({ partition, offset }) => `${partition}@${offset}`)).toEqual([
      '0@4',
      '1@9',
      '0@5',
    ]);
    expect(records[0]).toMatchObject({ key: 'k', value: 'v' });
    expect(rdkafka.calls).toEqual(['connect', 'subscribe t', 'assign 1,0']);
    expect(probe.told).toEqual([
      'assigned 0,1 in -1',
      'listener assigned 0,1',
      'polled 0: 4-6',
      'polled 1: 9-10',
    ]);
  });

  it('lets the rebalance wait for the listener, which may commit', async () => {
    const { rdkafka, probe } = open();
    rdkafka.rebalances.push({ code: ASSIGN, partitions: [0] });
    await probe.poll();
    probe.commitWhenRevoked(at(0, 7));
    rdkafka.rebalances.push({ code: REVOKE, partitions: [0] });
    await probe.poll();
    expect(rdkafka.calls.slice(-2)).toEqual(['commitSync 0@7', 'unassign']);
    expect(probe.told.slice(-5)).toEqual([
      'revoked 0 in -1',
      'listener revoked 0',
      'committing 0: 7',
      'committed 0: 7',
      'in revoked ok',
    ]);
  });

  it('drops records in hand whose partition goes in the same consume', async () => {
    const { rdkafka, probe } = open();
    rdkafka.protocol = 'COOPERATIVE';
    rdkafka.rebalances.push({ code: ASSIGN, partitions: [0, 1] });
    await probe.poll();
    rdkafka.isLost = true;
    rdkafka.rebalances.push({ code: REVOKE, partitions: [1] });
    rdkafka.batches.push([message(1, 3), message(0, 6)]);
    const records = await probe.poll();
    expect(records.map(({ partition }) => partition)).toEqual([0]);
    expect(probe.told).toContain('listener lost 1');
    expect(rdkafka.calls).toContain('incrementalUnassign 1');
  });

  it('knows from a commit in a cooperative rebalance whether it is still the owner', async () => {
    const { rdkafka, probe } = open();
    rdkafka.rebalances.push({ code: ASSIGN, partitions: [0] });
    await probe.poll();
    rdkafka.commitError = rdkafkaError(22);
    expect(await probe.commitSync(at(0, 5))).toBe('RebalanceInProgressException, retriable');
    rdkafka.isLost = true;
    expect(await probe.commitSync(at(0, 5))).toBe('CommitFailedException');
    rdkafka.isLost = false;
    rdkafka.commitError = rdkafkaError(25);
    expect(await probe.commitSync(at(0, 5))).toBe('CommitFailedException');
    rdkafka.commitError = rdkafkaError(82);
    expect(await probe.commitSync(at(0, 5))).toBe('FencedInstanceIdException');
  });

  it('dies of a fatal error only', async () => {
    const { rdkafka, probe } = open();
    rdkafka.consumeError = rdkafkaError(-147);
    await probe.poll();
    rdkafka.consumeError = rdkafkaError(-150, 'fenced');
    await expect(probe.poll()).rejects.toThrow('librdkafka gave up: fenced');
    expect(probe.told.at(-1)).toBe('died librdkafka gave up: fenced');
  });

  it('gives back, commits and leaves when it closes', async () => {
    const { rdkafka, probe } = open({ 'enable.auto.commit': 'true' });
    rdkafka.rebalances.push({ code: ASSIGN, partitions: [0] });
    rdkafka.batches.push([], [message(0, 4)]);
    await probe.poll();
    await probe.close();
    expect(probe.told.slice(-4)).toEqual([
      'committing 0: 5 auto',
      'committed 0: 5 auto',
      'revoked 0 in -1',
      'listener revoked 0',
    ]);
    // The rebalance of the close itself waits for nobody.
    expect(rdkafka.calls.slice(-3)).toEqual(['commitSync 0@5', 'disconnect', 'unassign']);
  });
});
