import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/model/broker/cluster.ts';
import { WireRequest, WireResponse } from '../../../src/model/broker/wire.ts';
import { newGroupCoordinatorConfig } from '../../../src/model/group/groupCoordinatorConfig.ts';
import type { ApiRequest, JoinGroupRequest } from '../../../src/model/protocol/requests.ts';
import type { ApiResponse } from '../../../src/model/protocol/responses.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import type { Connection, NetworkMessage } from '../../../src/sim/network.ts';
import { Network } from '../../../src/sim/network.ts';
import { silentObserver } from '../group/silentObserver.ts';

const SECOND = 1_000_000;

/** One broker on a network of 1 ms, and clients that speak its protocol by hand. */
class BrokerBench {
  readonly kernel = new Kernel(1);
  private readonly cluster: Cluster;

  constructor() {
    const network = new Network(this.kernel, () => ({ minUs: 1000, maxUs: 1000 }));
    let members = 0;
    this.cluster = new Cluster(
      this.kernel,
      network,
      {
        brokerCount: 1,
        brokerSessionTimeoutMs: 9000,
        minInsyncReplicas: () => 1,
        coordinator: {
          config: newGroupCoordinatorConfig({ 'group.initial.rebalance.delay.ms': 0 }),
          offsetsPartitionCount: 1,
          offsetsReplicationFactor: 1,
          memberIds: { next: (prefix) => `${prefix}-${++members}` },
          observer: () => silentObserver(),
        },
      },
      {
        onAppended: () => {},
        onPartitionCreated: () => {},
        onIsrChanged: () => {},
        onLeaderElected: () => {},
      },
    );
  }

  client(name: string): Client {
    const process = this.kernel.createProcess(name);
    const client = new Client(this.kernel);
    client.connection = this.cluster.connect(process, client, 1)!;
    return client;
  }
}

class Client {
  connection: Connection | null = null;
  readonly answers: ApiResponse[] = [];
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  onMessage(message: NetworkMessage): void {
    this.answers.push((message as WireResponse).response);
  }

  onClosed(): void {}

  send(request: ApiRequest): void {
    this.connection!.sendToServer(new WireRequest(0, request));
  }

  /** Sends and lets one second pass; the last answer by then. */
  ask(request: ApiRequest): ApiResponse | undefined {
    this.send(request);
    this.kernel.runSync({ untilUs: this.kernel.nowUs + SECOND });
    return this.answers.at(-1);
  }
}

function join(clientId: string, memberId: string, sessionTimeoutMs: number): JoinGroupRequest {
  const subscription = {
    topics: ['t'],
    ownedPartitions: [],
    generationId: -1,
    rackId: null,
    userData: null,
  };
  return {
    api: 'JoinGroup',
    groupId: 'g',
    memberId,
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription }],
    sessionTimeoutMs,
    rebalanceTimeoutMs: 60_000,
    clientId,
  };
}

describe('a connection to a broker', () => {
  it('hands on the next request only when the step is over that answered the one before', () => {
    const bench = new BrokerBench();
    const [a, b, c] = [bench.client('a'), bench.client('b'), bench.client('c')];
    // a leads alone; then b and c come, and all are in generation 2.
    expect(a.ask(join('a', '', 6000))).toMatchObject({ error: 'MEMBER_ID_REQUIRED' });
    a.ask(join('a', 'a-1', 6000));
    b.ask(join('b', '', 30_000));
    c.ask(join('c', '', 30_000));
    b.send(join('b', 'b-2', 30_000));
    c.send(join('c', 'c-3', 30_000));
    expect(a.ask(join('a', 'a-1', 6000))).toMatchObject({ generationId: 2, leader: 'a-1' });
    for (const member of [b, c]) expect(member.answers.at(-1)).toMatchObject({ generationId: 2 });
    // b waits for the leader's assignment, and its leave behind that on the same connection.
    const member = { groupId: 'g', generationId: 2, memberId: 'b-2', groupInstanceId: null };
    b.send({
      api: 'SyncGroup',
      ...member,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [],
    });
    b.send({
      api: 'LeaveGroup',
      groupId: 'g',
      members: [{ memberId: 'b-2', groupInstanceId: null, reason: 'test' }],
    });
    // The leader never comes. Its session ends, and the rebalance then answers b's SyncGroup.
    bench.kernel.runSync({ untilUs: bench.kernel.nowUs + 10 * SECOND });
    expect(b.answers.slice(-2)).toMatchObject([
      { api: 'SyncGroup', error: 'REBALANCE_IN_PROGRESS' },
      { api: 'LeaveGroup', error: 'NONE' },
    ]);
  });
});
