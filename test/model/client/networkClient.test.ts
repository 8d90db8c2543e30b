import { describe, expect, it } from 'vitest';
import { WireRequest, WireResponse } from '../../../src/model/broker/wire.ts';
import { ClientMetadata } from '../../../src/model/client/clientMetadata.ts';
import { MetadataUpdater } from '../../../src/model/client/metadataUpdater.ts';
import type { BrokerDirectory } from '../../../src/model/client/networkClient.ts';
import { NetworkClient } from '../../../src/model/client/networkClient.ts';
import type { MetadataResponse } from '../../../src/model/protocol/responses.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import type { Connection } from '../../../src/sim/network.ts';
import { Network } from '../../../src/sim/network.ts';

const LATENCY_US = 1000;
const SETTINGS = { maxInFlight: 2, reconnectBackoffMs: 50, reconnectBackoffMaxMs: 1000 };
const METADATA: MetadataResponse = {
  api: 'Metadata',
  brokers: [1],
  controllerId: 1,
  topics: [
    {
      topic: 't',
      error: 'NONE',
      partitions: [
        { partition: 0, error: 'NONE', leaderId: 1, leaderEpoch: 0, replicas: [1], isr: [1] },
      ],
    },
  ],
};

/**
 * One broker that answers heartbeats and metadata after `answerAfterUs`, or never if that is null.
 */
function newWorld(answerAfterUs: number | null = 0) {
  const kernel = new Kernel(1);
  const network = new Network(kernel, () => ({ minUs: LATENCY_US, maxUs: LATENCY_US }));
  const client = kernel.createProcess('client');
  const broker = kernel.createProcess('broker-1');
  broker.onCrash(() => network.processCrashed(broker));
  const received: string[] = [];
  const directory: BrokerDirectory = {
    connect(process, clientEnd) {
      if (broker.state === 'crashed') return null;
      const connection: Connection = network.connect(process, clientEnd, broker);
      connection.serverEnd = {
        onClosed: () => undefined,
        onMessage(message) {
          const wire = message as WireRequest;
          received.push(`${wire.label}@${kernel.nowUs}`);
          if (answerAfterUs === null) return;
          const response =
            wire.label === 'Metadata' ? METADATA : ({ api: 'Heartbeat', error: 'NONE' } as const);
          broker.schedule(
            answerAfterUs,
            () => connection.sendToClient(new WireResponse(wire.correlationId, response)),
            undefined,
          );
        },
      };
      return connection;
    },
  };
  const connections = new NetworkClient(client, directory, SETTINGS, () => [1]);
  return { kernel, client, broker, connections, received };
}

const HEARTBEAT = {
  api: 'Heartbeat',
  groupId: 'g',
  generationId: 1,
  memberId: 'm',
  groupInstanceId: null,
} as const;

describe('NetworkClient', () => {
  it('answers a request after two latencies', () => {
    const { kernel, connections } = newWorld();
    const seen: unknown[] = [];
    connections.send(1, HEARTBEAT, 30_000, (outcome) => seen.push([kernel.nowUs, outcome]));
    expect(connections.inFlightCount(1)).toBe(1);
    kernel.runSync();
    expect(seen).toEqual([[2 * LATENCY_US, { api: 'Heartbeat', error: 'NONE' }]]);
    expect(connections.inFlightCount(1)).toBe(0);
  });

  it('is ready while fewer than max.in.flight requests are under way', () => {
    const { kernel, connections } = newWorld();
    expect(connections.ready(1)).toBe(true);
    connections.send(1, HEARTBEAT, 30_000, () => undefined);
    connections.send(1, HEARTBEAT, 30_000, () => undefined);
    expect(connections.ready(1)).toBe(false);
    kernel.runSync();
    expect(connections.ready(1)).toBe(true);
  });

  it('times out a request strictly older than its timeout, and its whole connection', () => {
    const { kernel, connections } = newWorld(null);
    const seen: unknown[] = [];
    connections.send(1, HEARTBEAT, 100, (outcome) => seen.push([kernel.nowUs, outcome]));
    kernel.schedule(
      50_000,
      () => {
        connections.send(1, HEARTBEAT, 30_000, (outcome) => seen.push([kernel.nowUs, outcome]));
      },
      undefined,
    );
    kernel.runSync();
    expect(seen).toEqual([
      [100_001, 'timed-out'],
      [100_001, 'timed-out'],
    ]);
  });

  it('fails everything in flight when the broker dies, and backs off before connecting', () => {
    const { kernel, broker, connections } = newWorld(null);
    const seen: unknown[] = [];
    connections.send(1, HEARTBEAT, 30_000, (outcome) => seen.push([kernel.nowUs, outcome]));
    kernel.schedule(5_000, () => broker.crash(), undefined);
    kernel.runSync({ untilUs: 10_000 });
    expect(seen).toEqual([[5_000 + LATENCY_US, 'disconnected']]);
    expect(connections.isUnavailable(1)).toBe(true);
    expect(connections.leastLoadedNode()).toBe(-1);
    broker.restart();
    kernel.runSync({ untilUs: 5_000 + LATENCY_US + 50_000 });
    expect(connections.ready(1)).toBe(true);
  });

  it('doubles the backoff as long as connecting fails', () => {
    const { kernel, broker, connections } = newWorld();
    broker.crash();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      expect(connections.ready(1)).toBe(false);
      const from = kernel.nowUs;
      while (connections.isUnavailable(1)) {
        kernel.schedule(1_000, () => undefined, undefined);
        kernel.runSync();
      }
      waits.push((kernel.nowUs - from) / 1000);
    }
    expect(waits).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  });

  it('completes a produce request with acks 0 by itself', () => {
    const { kernel, connections } = newWorld(null);
    const seen: unknown[] = [];
    const batch = {
      producerId: -1,
      producerEpoch: -1,
      baseSequence: -1,
      records: [],
      sizeInBytes: 0,
    };
    const request = {
      api: 'Produce',
      acks: 0,
      timeoutMs: 1,
      partitions: [{ topic: 't', partition: 2, batch }],
    } as const;
    connections.send(1, request, 30_000, (outcome) => seen.push([kernel.nowUs, outcome]));
    kernel.runSync();
    expect(seen).toMatchObject([
      [0, { api: 'Produce', partitions: [{ partition: 2, error: 'NONE', baseOffset: -1 }] }],
    ]);
  });
});

describe('MetadataUpdater', () => {
  const settings = { maxAgeMs: 300_000, retryBackoffMs: 100, requestTimeoutMs: 30_000 };

  it('fetches what is wanted at once, and again when it is too old', () => {
    const { kernel, client, connections, received } = newWorld();
    const metadata = new ClientMetadata([1]);
    new MetadataUpdater(client, connections, metadata, settings);
    metadata.addTopic('t');
    kernel.runSync({ untilUs: 10_000 });
    expect(metadata.partition('t', 0)).toEqual({ leaderId: 1, leaderEpoch: 0 });
    kernel.runSync({ untilUs: 301_000_000 });
    expect(received).toEqual([
      `Metadata@${LATENCY_US}`,
      `Metadata@${300_000_000 + 3 * LATENCY_US}`,
    ]);
  });

  it('waits the retry backoff between two requests', () => {
    const { kernel, client, connections, received } = newWorld();
    const metadata = new ClientMetadata([1]);
    new MetadataUpdater(client, connections, metadata, settings);
    metadata.addTopic('t');
    kernel.runSync({ untilUs: 10_000 });
    metadata.requestUpdate();
    kernel.runSync({ untilUs: 200_000 });
    expect(received).toEqual([`Metadata@${LATENCY_US}`, `Metadata@${100_000 + LATENCY_US}`]);
  });

  it('sends no more once closed', () => {
    const { kernel, client, connections, received } = newWorld();
    const metadata = new ClientMetadata([1]);
    const updater = new MetadataUpdater(client, connections, metadata, settings);
    updater.close();
    metadata.addTopic('t');
    kernel.runSync();
    expect(received).toEqual([]);
  });
});
