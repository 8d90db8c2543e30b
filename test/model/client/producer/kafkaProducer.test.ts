import { describe, expect, it } from 'vitest';
import { partitionForKey } from '../../../../src/model/murmur2.ts';
import type { Fate } from './fakeBrokers.ts';
import type { Seen } from './producerWorld.ts';
import { newWorld } from './producerWorld.ts';

const written = (partition: number, offset: number) => ({ topic: 't', partition, offset });
const errorsOf = (seen: readonly Seen[]) =>
  seen.map(({ value, outcome }) => [value, 'error' in outcome ? outcome.error : 'written']);

describe('KafkaProducer', () => {
  it('sends what comes within linger.ms together and tells offset and partition', () => {
    const { kernel, brokers, seen, send, at } = newWorld();
    at(10, () => send('a'));
    at(14, () => send('b'));
    at(16, () => send('c'));
    expect(kernel.runSync()).toBe('idle');
    expect(seen).toEqual([
      { value: 'a', atMs: 17, outcome: written(0, 0) },
      { value: 'b', atMs: 17, outcome: written(0, 1) },
      { value: 'c', atMs: 23, outcome: written(0, 2) },
    ]);
    expect(brokers.produced).toHaveLength(2);
  });

  it('costs no events while it has nothing to do', () => {
    const { kernel, producer, send, at } = newWorld();
    at(10, () => send('a'));
    // The delivery timeout of what was acknowledged keeps no timer alive.
    kernel.runSync({ untilUs: 20_000 });
    expect(kernel.pendingCount).toBe(0);
    producer.close(Infinity, () => undefined);
    kernel.runSync();
    expect(kernel.nowUs).toBe(17_000);
  });

  it('places keyed records by murmur2, and by nothing else if told so', () => {
    const leaders = [1, 2, 1, 2];
    const keyed = newWorld({}, { leaders });
    for (const key of ['21', 'foobar', '쿠폰', '']) keyed.send(key, key);
    keyed.kernel.runSync();
    for (const { value, outcome } of keyed.seen) {
      expect(outcome).toMatchObject({ partition: partitionForKey(value, 4) });
    }
    const explicit = newWorld({}, { leaders });
    explicit.send('a', 'foobar', 3);
    explicit.kernel.runSync();
    expect(explicit.seen[0]!.outcome).toEqual(written(3, 0));
    const name = 'org.apache.kafka.clients.producer.RoundRobinPartitioner';
    const inTurn = newWorld({ 'partitioner.class': name }, { leaders });
    for (let index = 0; index < 6; index++) inTurn.send(`v${index}`, 'foobar');
    inTurn.kernel.runSync();
    const partitions = new Map(
      inTurn.seen.map(({ value, outcome }) => [value, 'error' in outcome ? -1 : outcome.partition]),
    );
    expect([...partitions].sort().map(([, partition]) => partition)).toEqual([0, 1, 2, 3, 0, 1]);
    const ignoring = newWorld({ 'partitioner.ignore.keys': 'true' }, { leaders });
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) ignoring.send(key, key);
    ignoring.kernel.runSync();
    const chosen = ignoring.seen.map(({ outcome }) =>
      'error' in outcome ? -1 : outcome.partition,
    );
    expect(new Set(chosen).size).toBe(1);
  });

  it('waits for metadata up to max.block.ms and then goes on, in order', () => {
    const { kernel, brokers, metadata, seen, send, at } = newWorld({}, { knowsTopic: false });
    send('a');
    send('b');
    expect(metadata.isUpdateWanted).toBe(true);
    at(30, () => metadata.update(brokers.metadata()));
    kernel.runSync();
    expect(seen.map(({ value, outcome }) => [value, outcome])).toEqual([
      ['a', written(0, 0)],
      ['b', written(0, 1)],
    ]);
  });

  it('fails with TimeoutException if the topic or the partition stays unknown', () => {
    const { kernel, seen, send } = newWorld({ 'max.block.ms': '700' });
    send('a', null, 1);
    kernel.runSync();
    expect(seen).toMatchObject([
      { atMs: 700, outcome: { error: 'TimeoutException', definite: true } },
    ]);
  });

  it('waits for buffer memory, in turn, and makes batches ready meanwhile', () => {
    const config = { 'buffer.memory': '500', 'batch.size': '250', 'linger.ms': '1000' };
    const { kernel, seen, send, brokers } = newWorld(config, { leaders: [1, 1, 1, 1] });
    for (let partition = 0; partition < 4; partition++) send(`v${partition}`, null, partition);
    kernel.runSync();
    expect(seen.map(({ value, atMs }) => [value, atMs])).toEqual([
      ['v0', 4],
      ['v1', 4],
      // Draining goes on where the pass before stopped.
      ['v3', 1006],
      ['v2', 1006],
    ]);
    expect(brokers.produced.map(({ partitions }) => partitions.length)).toEqual([2, 2]);
  });

  it('fails with BufferExhaustedException if no memory comes back within max.block.ms', () => {
    const config = { 'buffer.memory': '250', 'batch.size': '250', 'max.block.ms': '100' };
    const { kernel, seen, send, brokers } = newWorld(config, { leaders: [1, 1] });
    brokers.fateOf = () => ({ type: 'lose', written: false });
    send('a', null, 0);
    send('b', null, 1);
    kernel.runSync({ untilUs: 1_000_000 });
    expect(seen).toMatchObject([
      { value: 'b', atMs: 100, outcome: { error: 'BufferExhaustedException', definite: true } },
    ]);
  });

  it('refuses a record that is larger than max.request.size', () => {
    const { seen, send } = newWorld({ 'max.request.size': '200' });
    send('v'.repeat(200));
    expect(seen).toMatchObject([{ outcome: { error: 'RecordTooLargeException', definite: true } }]);
  });

  it('follows a leader that moved, without waiting for the backoff once it knows', () => {
    const { kernel, brokers, metadata, seen, send, at } = newWorld({ 'linger.ms': '0' });
    brokers.leaders = [2];
    at(10, () => send('a'));
    at(20, () => metadata.update(brokers.metadata(1)));
    kernel.runSync();
    expect(seen).toEqual([{ value: 'a', atMs: 22, outcome: written(0, 0) }]);
  });

  it('tries a broker again that refuses connections', () => {
    const { kernel, brokers, seen, send, at } = newWorld({ 'linger.ms': '0' });
    kernel.runSync();
    brokers.down.add(1);
    send('a');
    at(1000, () => brokers.down.delete(1));
    kernel.runSync();
    expect(seen).toHaveLength(1);
    expect(seen[0]!.outcome).toEqual(written(0, 0));
    expect(seen[0]!.atMs).toBeGreaterThan(1000);
    expect(seen[0]!.atMs).toBeLessThan(1100);
  });

  it('knows whether a record that expired can be in the log', () => {
    const config = { 'delivery.timeout.ms': '300', 'request.timeout.ms': '200', 'linger.ms': '0' };
    const leaderless = newWorld(config, { leaders: [-1] });
    leaderless.send('a');
    leaderless.kernel.runSync();
    expect(leaderless.seen).toMatchObject([
      { atMs: 300, outcome: { error: 'TimeoutException', definite: true } },
    ]);
    const unanswered = newWorld(config);
    unanswered.brokers.fateOf = () => ({ type: 'lose', written: true });
    unanswered.send('a');
    unanswered.kernel.runSync();
    expect(unanswered.seen).toMatchObject([
      { atMs: 300, outcome: { error: 'TimeoutException', definite: false } },
    ]);
    expect(unanswered.brokers.values(0)).toEqual(['a']);
    const refused = newWorld(config);
    refused.brokers.fateOf = () => ({ type: 'refuse', error: 'NOT_ENOUGH_REPLICAS' });
    refused.send('a');
    refused.kernel.runSync();
    expect(refused.seen).toMatchObject([
      { atMs: 300, outcome: { error: 'TimeoutException', definite: true } },
    ]);
  });

  it('with acks=0 takes the sending for the success', () => {
    const { kernel, brokers, seen, send } = newWorld({ acks: '0', 'linger.ms': '0' });
    send('a');
    kernel.runSync();
    expect(seen).toEqual([{ value: 'a', atMs: 0, outcome: written(0, -1) }]);
    expect(brokers.values(0)).toEqual(['a']);
    expect(brokers.initProducerIdCount).toBe(0);
  });

  /** `first` is written without trouble or not at all; then `a` is refused once, `b` follows it. */
  const refuseOnce = (config: Record<string, string>, hasFirst = true) => {
    const world = newWorld({ 'linger.ms': '0', ...config });
    const { kernel, brokers, send, at } = world;
    if (hasFirst) send('first');
    at(9, () => {
      const fates: Fate[] = [{ type: 'refuse', error: 'NOT_ENOUGH_REPLICAS' }];
      brokers.fateOf = () => fates.shift() ?? { type: 'answer' };
    });
    at(10, () => send('a'));
    at(11, () => send('b'));
    kernel.runSync();
    return { log: brokers.values(0), outcomes: errorsOf(world.seen) };
  };

  it('keeps the order through retries with idempotence or one request in flight', () => {
    expect(refuseOnce({}).log).toEqual(['first', 'a', 'b']);
    expect(refuseOnce({ 'enable.idempotence': 'false' }).log).toEqual(['first', 'b', 'a']);
    const oneInFlight = { 'max.in.flight.requests.per.connection': '1' };
    expect(refuseOnce({ 'enable.idempotence': 'false', ...oneInFlight }).log).toEqual([
      'first',
      'a',
      'b',
    ]);
  });

  it('does not protect the very first batch: if the second is written, the first expires', () => {
    const { log, outcomes } = refuseOnce({}, false);
    expect(log).toEqual(['b']);
    expect(outcomes).toEqual([
      ['b', 'written'],
      ['a', 'TimeoutException'],
    ]);
  });

  it('writes a record twice after a lost answer only without idempotence', () => {
    const play = (config: Record<string, string>) => {
      const { kernel, brokers, send, seen } = newWorld({ 'linger.ms': '0', ...config });
      let count = 0;
      brokers.fateOf = () => (count++ === 0 ? { type: 'cut', written: true } : { type: 'answer' });
      send('a');
      kernel.runSync();
      return [brokers.values(0), seen[0]!.outcome];
    };
    expect(play({})).toEqual([['a'], written(0, 0)]);
    expect(play({ 'enable.idempotence': 'false' })).toEqual([['a', 'a'], written(0, 1)]);
  });

  it('flush sends at once and ends with the last record appended before it', () => {
    const { kernel, producer, seen, send } = newWorld({ 'linger.ms': '5000' });
    const flushed: number[] = [];
    kernel.runSync();
    producer.flush(() => flushed.push(seen.length));
    send('a');
    send('b');
    producer.flush(() => flushed.push(seen.length));
    kernel.runSync();
    expect(flushed).toEqual([0, 2]);
    expect(seen.map(({ atMs }) => atMs)).toEqual([4, 4]);
  });

  it('close sends what is left and then takes nothing more', () => {
    const { kernel, producer, seen, send } = newWorld({ 'linger.ms': '5000' });
    let closedAtMs = -1;
    send('a');
    producer.close(Infinity, () => (closedAtMs = kernel.nowUs / 1000));
    send('b');
    kernel.runSync();
    expect(errorsOf(seen)).toEqual([
      ['b', 'IllegalStateException'],
      ['a', 'written'],
    ]);
    expect(closedAtMs).toBe(4);
  });

  it('close gives up after its timeout', () => {
    const { kernel, producer, brokers, seen, send } = newWorld({ 'linger.ms': '0' });
    brokers.fateOf = () => ({ type: 'lose', written: true });
    let closedAtMs = -1;
    send('a');
    producer.close(250, () => (closedAtMs = kernel.nowUs / 1000));
    kernel.runSync({ untilUs: 260_000 });
    expect(seen).toMatchObject([
      { atMs: 250, outcome: { error: 'KafkaException', definite: false } },
    ]);
    expect(closedAtMs).toBe(250);
  });
});
