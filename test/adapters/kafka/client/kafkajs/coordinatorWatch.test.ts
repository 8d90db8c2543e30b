import { KafkaJSConnectionError, type Broker, type Cluster } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import {
  CoordinatorWatch,
  newNotCoordinatorError,
} from '../../../../../src/adapters/kafka/client/kafkajs/coordinatorWatch.ts';
import { errorCodeOf } from '../../../../../src/adapters/kafka/client/kafkajs/kafkajsErrors.ts';

/** A broker whose heartbeat fails, in a cluster that has a coordinator or knows of none. */
class FakeCluster {
  coordinator: number | null = 1;
  error: Error = new KafkaJSConnectionError('gone', {});

  readonly broker = {
    nodeId: '1',
    heartbeat: (): Promise<void> => Promise.reject(this.error),
  };

  findGroupCoordinatorMetadata(): Promise<unknown> {
    if (this.coordinator === null) return Promise.reject(new Error('nobody knows'));
    return Promise.resolve({ coordinator: { nodeId: this.coordinator } });
  }
}

function watched(): FakeCluster {
  const cluster = new FakeCluster();
  const watch = new CoordinatorWatch('g');
  // Each join finds it; it is wrapped once.
  for (let join = 0; join < 2; join += 1)
    watch.watch(cluster as unknown as Cluster, cluster.broker as unknown as Broker);
  return cluster;
}

describe('CoordinatorWatch', () => {
  it('leaves it at the error while the coordinator is only away, or nobody knows', async () => {
    const cluster = watched();
    await expect(cluster.broker.heartbeat()).rejects.toBe(cluster.error);
    cluster.coordinator = null;
    await expect(cluster.broker.heartbeat()).rejects.toBe(cluster.error);
  });

  it('makes the member join again where the coordinator is another one by now', async () => {
    const cluster = watched();
    cluster.coordinator = 2;
    const failure: unknown = await cluster.broker.heartbeat().catch((error: unknown) => error);
    expect(errorCodeOf(failure)).toBe('NOT_COORDINATOR');
  });

  it("believes the coordinator's own word", async () => {
    const cluster = watched();
    cluster.coordinator = 2;
    cluster.error = newNotCoordinatorError();
    await expect(cluster.broker.heartbeat()).rejects.toBe(cluster.error);
  });

  it('knows of no move before the first join', async () => {
    expect(await new CoordinatorWatch('g').hasMoved()).toBe(false);
  });
});
