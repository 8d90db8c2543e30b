import type { ClientObserver, KafkaClient } from '../adapters/kafka/client/kafkaClient.ts';
import type { ProxyJudge } from '../adapters/kafka/proxy/proxyLink.ts';
import type { TcpProxy } from '../adapters/kafka/proxy/tcpProxy.ts';
import type { AssignmentListener, IncomingRecord } from '../issuer/ports.ts';
import type { LatencyProfile, MeasuredLatency } from '../scenario/latency/latencyProfile.ts';
import { measuredLatencyOf } from './measuredLatencyOf.ts';
import { RoundTripMeter } from './roundTripMeter.ts';

/** Where to measure. */
export interface KafkaBench {
  readonly client: KafkaClient;
  /** One for each broker: all traffic of the clients goes through them. */
  readonly proxies: readonly TcpProxy[];
  /** An empty topic of one partition. */
  readonly topic: string;
  readonly group: string;
  /** How many of each; before them `warmUp` that do not count. */
  readonly samples: number;
  readonly warmUp: number;
  /** Ends the measurement: rejects with its reason. */
  readonly signal: AbortSignal;
}

const POLL_TIMEOUT_MS = 1000;

/** A value as long as that of a coupon request. */
const VALUE = '{"requestId":"r-0123456789","couponId":1,"userId":1234567}';

/**
 * Takes the time of a producer's requests with each kind of acks, and of a consumer's fetches of
 * what is there, commits and heartbeats, each on its own and one at a time.
 */
export async function measureKafka(bench: KafkaBench): Promise<LatencyProfile['roundTrip']> {
  const acks0 = await measureProduce(bench, '0');
  const acks1 = await measureProduce(bench, '1');
  const acksAll = await measureProduce(bench, 'all');
  const consumed = await measureConsumer(bench);
  return {
    ...consumed,
    'produce-acks-0': acks0,
    'produce-acks-1': acks1,
    'produce-acks-all': acksAll,
  };
}

async function measureProduce(bench: KafkaBench, acks: string): Promise<MeasuredLatency> {
  const { client, topic, samples, warmUp, signal } = bench;
  const meter = new RoundTripMeter('Produce');
  watch(bench, meter.judge);
  const config = { acks, 'enable.idempotence': 'false' };
  const publisher = client.newPublisher({ ...addressOf(bench), config });
  const record = { topic, key: 'calibration', value: VALUE, headers: [] };
  const handedOverUs: number[] = [];
  try {
    for (let index = -warmUp; index < samples; index++) {
      signal.throwIfAborted();
      if (index === 0) meter.take();
      const startMs = performance.now();
      await publisher.publish(record);
      if (index >= 0) handedOverUs.push((performance.now() - startMs) * 1000);
    }
    // Without acks there is no answer to wait for.
    return measuredLatencyOf(acks === '0' ? handedOverUs : meter.take());
  } finally {
    watch(bench, null);
    await publisher.close();
  }
}

/** Fetches come first: they need records that are there and have not been read. */
async function measureConsumer(
  bench: KafkaBench,
): Promise<Pick<LatencyProfile['roundTrip'], 'fetch' | 'offset-commit' | 'heartbeat'>> {
  const { client, topic, group, samples } = bench;
  const consumer = client.newConsumer({
    ...addressOf(bench),
    groupId: group,
    config: {
      'auto.offset.reset': 'earliest',
      'enable.auto.commit': 'false',
      'heartbeat.interval.ms': '1',
      'session.timeout.ms': '30000',
      // A record a fetch: there is always more.
      'fetch.max.bytes': '1',
      'max.partition.fetch.bytes': '1',
      'max.poll.records': '1',
    },
    observer: NOBODY,
  });
  consumer.subscribe([topic], IGNORES);
  let last: IncomingRecord | null = null;
  const poll = async (): Promise<void> => {
    last = (await consumer.poll(POLL_TIMEOUT_MS)).at(-1) ?? last;
  };
  const commit = async (): Promise<void> => {
    if (last === null) return;
    await consumer.commitSync([{ topic, partition: 0, offset: last.offset + 1 }]);
  };
  try {
    const fetch = await measureWhile(bench, 'Fetch', samples, poll);
    const offsetCommit = await measureWhile(bench, 'OffsetCommit', samples, commit);
    const heartbeat = await measureWhile(bench, 'Heartbeat', samples, poll);
    return { fetch, 'offset-commit': offsetCommit, heartbeat };
  } finally {
    watch(bench, null);
    await consumer.close();
  }
}

/** Does it again and again until so many requests of one kind have been answered. */
async function measureWhile(
  bench: KafkaBench,
  api: 'Fetch' | 'OffsetCommit' | 'Heartbeat',
  samples: number,
  action: () => Promise<void>,
): Promise<MeasuredLatency> {
  const { signal, warmUp } = bench;
  const meter = new RoundTripMeter(api);
  watch(bench, meter.judge);
  for (const wanted of [warmUp, samples]) {
    meter.take();
    for (let tries = 0; meter.count < wanted; tries++) {
      signal.throwIfAborted();
      if (tries > 100 * wanted) throw new Error(`the client sends no ${api}`);
      await action();
    }
  }
  return measuredLatencyOf(meter.take());
}

function watch({ proxies }: KafkaBench, judge: ProxyJudge | null): void {
  for (const proxy of proxies) proxy.judge = judge;
}

function addressOf({ proxies }: KafkaBench): { bootstrap: string; clientId: string } {
  const bootstrap = proxies.map(({ host, port }) => `${host}:${port}`).join(',');
  return { bootstrap, clientId: 'calibrate' };
}

const IGNORES: AssignmentListener = {
  onAssigned: () => Promise.resolve(),
  onRevoked: () => Promise.resolve(),
  onLost: () => Promise.resolve(),
};

const NOBODY: ClientObserver = {
  onPolled: () => {},
  onAssigned: () => {},
  onRevoked: () => {},
  onLost: () => {},
  onGeneration: () => {},
  onCommitStarted: () => {},
  onCommitted: () => {},
  onCommitRefused: () => {},
  onDied: () => {},
};
