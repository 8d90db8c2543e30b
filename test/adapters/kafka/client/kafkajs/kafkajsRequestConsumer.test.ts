import { KafkaJSProtocolError, type EachBatchPayload } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { KafkajsRequestConsumer } from '../../../../../src/adapters/kafka/client/kafkajs/kafkajsRequestConsumer.ts';
import type { OffsetToCommit } from '../../../../../src/issuer/ports.ts';
import { MemberProbe } from '../../../../contract/memberProbe.ts';

/** What kafkajs hands to `eachBatch`, and what was done with it. */
class FakeBatch {
  readonly resolved: string[] = [];
  readonly commits: unknown[] = [];
  heartbeats = 0;
  heartbeatError: Error | null = null;
  commitError: Error | null = null;
  readonly payload: EachBatchPayload;

  constructor(partition: number, offsets: readonly number[]) {
    const messages = offsets.map((offset) => ({
      key: Buffer.from('k'),
      value: Buffer.from(`v${offset}`),
      timestamp: '5',
      attributes: 0,
      offset: String(offset),
      headers: { h: Buffer.from('x') },
    }));
    this.payload = {
      batch: { topic: 't', partition, messages },
      resolveOffset: (offset: string) => void this.resolved.push(offset),
      heartbeat: async () => {
        this.heartbeats += 1;
        if (this.heartbeatError !== null) throw this.heartbeatError;
      },
      commitOffsetsIfNecessary: async (offsets: unknown) => {
        this.commits.push(offsets);
        if (this.commitError !== null) throw this.commitError;
      },
    } as unknown as EachBatchPayload;
  }
}

interface Bench {
  readonly consumer: KafkajsRequestConsumer;
  readonly probe: MemberProbe;
}

/** A consumer that is never started: the test plays kafkajs. */
function newBench(config: Readonly<Record<string, string>> = {}): Bench {
  const probe = new MemberProbe();
  const consumer = new KafkajsRequestConsumer({
    bootstrap: '127.0.0.1:1',
    clientId: 'c1',
    groupId: 'g',
    config: { 'max.poll.records': '2', 'enable.auto.commit': 'false', ...config },
    observer: probe.observer,
  });
  // The probe polls for itself: kafkajs must not be started, so it does not subscribe.
  Object.assign(consumer, { listener: probe });
  Object.assign(probe, { consumer });
  consumer.onJoined(
    [0, 1].map((partition) => ({ topic: 't', partition })),
    3,
  );
  return { consumer, probe };
}

function protocolError(type: string): Error {
  return new KafkaJSProtocolError({ type, code: 25, message: type, retriable: false } as never);
}

function at(offset: number): readonly OffsetToCommit[] {
  return [{ topic: 't', partition: 0, offset }];
}

describe('KafkajsRequestConsumer', () => {
  it('gives a batch in parts, and waits with each for the next poll', async () => {
    const { consumer, probe } = newBench();
    const batch = new FakeBatch(0, [3, 4, 5]);
    const handled = consumer.onBatch(batch.payload);
    expect((await probe.poll()).map(({ offset }) => offset)).toEqual([3, 4]);
    expect(batch.resolved).toEqual([]);
    expect((await probe.poll()).map(({ offset }) => offset)).toEqual([5]);
    expect(batch.resolved).toEqual(['4']);
    await probe.poll();
    await handled;
    expect(batch.resolved).toEqual(['4', '5']);
    expect(probe.told).toEqual([
      'assigned 0,1 in 3',
      'listener assigned 0,1',
      'polled 0: 3-5',
      'polled 0: 5-6',
    ]);
  });

  it('commits through the payload, with offsets as texts, and then sends a heartbeat', async () => {
    const { consumer, probe } = newBench();
    const batch = new FakeBatch(0, [3]);
    void consumer.onBatch(batch.payload);
    await probe.poll();
    const before = batch.heartbeats;
    expect(await probe.commitSync(at(4))).toBe('ok');
    expect(batch.commits).toEqual([
      { topics: [{ topic: 't', partitions: [{ partition: 0, offset: '4' }] }] },
    ]);
    expect(batch.heartbeats).toBe(before + 1);
  });

  it('keeps the rest of a batch when a commit is refused because of a rebalance', async () => {
    const { consumer, probe } = newBench();
    const batch = new FakeBatch(0, [3, 4]);
    const handled = consumer.onBatch(batch.payload);
    expect(await probe.poll()).toHaveLength(2);
    batch.commitError = protocolError('REBALANCE_IN_PROGRESS');
    expect(await probe.commitSync(at(4))).toBe('RebalanceInProgressException, retriable');
    // The worker goes on with the second record; kafkajs learns of it at the next poll.
    batch.commitError = null;
    expect(await probe.commitSync(at(5))).toBe('ok');
    const next = probe.poll();
    await expect(handled).rejects.toThrow('REBALANCE_IN_PROGRESS');
    const joining = consumer.onBeforeJoin();
    await next;
    await joining;
    expect(probe.told.slice(-2)).toEqual(['revoked 0,1 in 3', 'listener revoked 0,1']);
  });

  it('gives no record of another partition once it knows of a rebalance', async () => {
    const { consumer, probe } = newBench();
    const first = new FakeBatch(0, [3]);
    const handled = consumer.onBatch(first.payload);
    await probe.poll();
    first.heartbeatError = protocolError('REBALANCE_IN_PROGRESS');
    const polled = probe.poll();
    await expect(handled).rejects.toThrow('REBALANCE_IN_PROGRESS');
    const second = new FakeBatch(1, [8]);
    await expect(consumer.onBatch(second.payload)).rejects.toThrow('REBALANCE_IN_PROGRESS');
    expect(await polled).toEqual([]);
  });

  it('commits in the listener before kafkajs joins again', async () => {
    const { consumer, probe } = newBench();
    const batch = new FakeBatch(0, [3]);
    void consumer.onBatch(batch.payload);
    await probe.poll();
    probe.commitWhenRevoked(at(4));
    let hasJoined = false;
    const joining = consumer.onBeforeJoin().then(() => (hasJoined = true));
    expect(hasJoined).toBe(false);
    await probe.poll();
    await joining;
    expect(batch.commits).toHaveLength(1);
    expect(probe.told).toContain('in revoked ok');
  });

  it('tells lost from revoked, and commits nothing under a later generation', async () => {
    const { consumer, probe } = newBench();
    const batch = new FakeBatch(0, [3]);
    void consumer.onBatch(batch.payload).catch(() => undefined);
    await probe.poll();
    batch.commitError = protocolError('UNKNOWN_MEMBER_ID');
    expect(await probe.commitSync(at(4))).toBe('CommitFailedException');
    const joining = consumer.onBeforeJoin();
    await probe.poll();
    await joining;
    expect(probe.told.slice(-2)).toEqual(['lost 0,1 in 3', 'listener lost 0,1']);
    consumer.onJoined([{ topic: 't', partition: 0 }], 4);
    batch.commitError = null;
    const sent = batch.commits.length;
    expect(await probe.commitSync(at(4))).toBe('CommitFailedException');
    expect(batch.commits).toHaveLength(sent);
  });

  it('drops a batch of a partition that is not its own any more, without moving on', async () => {
    const { consumer, probe } = newBench();
    const batch = new FakeBatch(0, [3, 4, 5]);
    const handled = consumer.onBatch(batch.payload);
    await probe.poll();
    // Another fetcher of kafkajs may join while this batch is in hand.
    const joining = consumer.onBeforeJoin();
    await probe.poll();
    await joining;
    await handled;
    expect(batch.resolved).not.toContain('5');
    consumer.onJoined([{ topic: 't', partition: 1 }], 4);
    const foreign = new FakeBatch(7, [1]);
    await consumer.onBatch(foreign.payload);
    expect(foreign.resolved).toEqual([]);
  });

  it('makes kafkajs join again when it goes on after a join that failed', async () => {
    const { consumer, probe } = newBench();
    const joining = consumer.onBeforeJoin();
    await probe.poll();
    await joining;
    const stale = new FakeBatch(0, [3]);
    await expect(consumer.onBatch(stale.payload)).rejects.toMatchObject({
      type: 'NOT_COORDINATOR_FOR_GROUP',
    });
    // While the join is under way it waits for that.
    const meanwhile = consumer.onBatch(stale.payload);
    consumer.onJoined([{ topic: 't', partition: 0 }], 4);
    await meanwhile;
    expect(stale.resolved).toEqual([]);
  });

  it('tells of one assignment once, though kafkajs may join twice at once', async () => {
    const { consumer, probe } = newBench();
    consumer.onJoined(
      [0, 1].map((partition) => ({ topic: 't', partition })),
      3,
    );
    await probe.poll();
    expect(probe.told).toEqual(['assigned 0,1 in 3', 'listener assigned 0,1']);
  });

  it('gives up its partitions when it closes, with an auto-commit first', async () => {
    const { consumer, probe } = newBench({ 'enable.auto.commit': 'true' });
    const batch = new FakeBatch(0, [3, 4]);
    const handled = consumer.onBatch(batch.payload);
    await probe.poll();
    await consumer.close();
    await handled;
    expect(probe.told.slice(-4)).toEqual([
      'committing 0: 5 auto',
      'committed 0: 5 auto',
      'revoked 0,1 in 3',
      'listener revoked 0,1',
    ]);
  });

  it('rejects every poll once kafkajs has given up', async () => {
    const { consumer, probe } = newBench();
    await probe.poll();
    consumer.onDied(new Error('no way'));
    expect(probe.told.at(-1)).toBe('died kafkajs gave up: no way');
    await expect(probe.poll()).rejects.toThrow('kafkajs gave up: no way');
  });
});
