import { Cluster } from '../../../src/model/broker/cluster.ts';
import { parseBrokerConfig } from '../../../src/model/broker/brokerConfig.ts';
import type { GroupDescription } from '../../../src/model/group/groupDescription.ts';
import type { GroupObserver } from '../../../src/model/group/groupObserver.ts';
import type { ConsumerGroup } from '../../../src/model/group/consumer/consumerGroup.ts';
import type { Assignment } from '../../../src/model/protocol/requests.ts';
import type { TopicPartition } from '../../../src/model/protocol/topicPartition.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import { Network } from '../../../src/sim/network.ts';
import { GroupClient } from './groupClient.ts';

export const GROUP = 'g';
export const TOPICS = ['t', 'u'] as const;

const BROKERS = 3;

/** Short times, so that a run is over soon. */
const BROKER_CONFIG = {
  'group.initial.rebalance.delay.ms': '500',
  'broker.session.timeout.ms': '3000',
  'group.consumer.min.session.timeout.ms': '1000',
  'group.consumer.session.timeout.ms': '6000',
  'group.consumer.min.heartbeat.interval.ms': '100',
  'group.consumer.heartbeat.interval.ms': '500',
};

/** How the members of one run share their partitions. */
export interface GroupKind {
  readonly protocol: 'eager' | 'cooperative' | 'consumer';
  readonly assignor: string;
  readonly isStatic: boolean;
}

/** One thing that is done to the group. Numbers pick modulo how many there are. */
export interface GroupStep {
  readonly afterMs: number;
  readonly member: number;
  readonly deed:
    | 'start'
    | 'close'
    | 'crash'
    | 'pause'
    | 'resume'
    | 'subscribe to one'
    | 'subscribe to both'
    | 'crash the coordinator';
}

/** What happened in a run, counted. */
export class Exposure {
  readonly counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }
}

/**
 * A cluster of three brokers and a group of clients, the whole model without an application. Throws
 * as soon as a rule about owners is broken.
 */
export class GroupWorld {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly clients: readonly GroupClient[];
  readonly counts: ReadonlyMap<string, number>;
  private readonly network: Network;
  private readonly kind: GroupKind;
  private readonly exposure: Exposure;
  /** Shares by generation or epoch, then by client: all that were ever stored for it. */
  private readonly shares = new Map<number, Map<string, ReadonlySet<string>[]>>();
  private readonly storedOffsets = new Map<string, number>();
  private downBroker = 0;
  private state = '';

  constructor(
    kind: GroupKind,
    partitions: readonly [number, number],
    clientCount: number,
    seed: number,
    exposure: Exposure,
  ) {
    this.kind = kind;
    this.exposure = exposure;
    const kernel = new Kernel(seed);
    this.kernel = kernel;
    this.network = new Network(kernel, () => ({ minUs: 300, maxUs: 1200 }));
    let ids = 0;
    this.cluster = new Cluster(
      kernel,
      this.network,
      {
        brokerCount: BROKERS,
        brokerSessionTimeoutMs: 3000,
        minInsyncReplicas: () => 1,
        coordinator: {
          config: parseBrokerConfig(BROKER_CONFIG).groupCoordinator,
          offsetsPartitionCount: 50,
          offsetsReplicationFactor: BROKERS,
          memberIds: { next: (prefix) => `${prefix}-${String(++ids).padStart(4, '0')}` },
          observer: () => this.observer(),
        },
      },
      {
        onAppended: () => undefined,
        onPartitionCreated: () => undefined,
        onIsrChanged: () => undefined,
        onLeaderElected: () => undefined,
      },
    );
    this.counts = new Map(TOPICS.map((topic, at) => [topic, partitions[at]!]));
    for (const [topic, count] of this.counts)
      this.cluster.state.createPartitions(topic, count, BROKERS);
    this.clients = Array.from({ length: clientCount }, (_, at) => this.newClient(`c${at + 1}`));
    for (const process of kernel.allProcesses())
      process.onCrash(() => this.network.processCrashed(process));
    kernel.afterEvent = () => this.checkOwners();
  }

  advance(us: number): void {
    const untilUs = this.kernel.nowUs + us;
    this.kernel.schedule(us, () => undefined, undefined);
    this.kernel.runSync({ untilUs });
  }

  act({ afterMs, member, deed }: GroupStep): void {
    this.advance(afterMs * 1000);
    const client = this.clients[member % this.clients.length]!;
    const { process } = client;
    switch (deed) {
      case 'start':
        if (process.state !== 'paused') client.start();
        break;
      case 'close':
        client.close();
        break;
      case 'crash':
        client.crash();
        break;
      case 'pause':
        process.pause();
        break;
      case 'resume':
        process.resume();
        break;
      case 'subscribe to one':
        client.subscribe([TOPICS[member % 2]!]);
        break;
      case 'subscribe to both':
        client.subscribe(TOPICS);
        break;
      case 'crash the coordinator':
        this.crashCoordinator();
        break;
    }
    this.exposure.add(deed);
  }

  /** Everybody who stands still goes on, all brokers are up, and somebody is there. */
  heal(): void {
    for (const { process } of this.clients) process.resume();
    this.restartBroker();
    if (this.clients.every((client) => !client.isRunning || client.isClosing)) {
      this.advance(1_000_000);
      this.clients[0]!.start();
    }
  }

  /** Clients that are to be members. */
  live(): readonly GroupClient[] {
    return this.clients.filter((client) => client.isRunning && !client.isClosing);
  }

  describe(): GroupDescription<Assignment> {
    const { shard } = this.cluster.peekCoordinator(GROUP);
    const group = shard?.describeGroup(GROUP);
    if (!group) throw new Error('the group has no coordinator');
    return group;
  }

  modern(): ConsumerGroup {
    return this.cluster.peekCoordinator(GROUP).shard!.consumerGroup(GROUP)!;
  }

  /** What a live coordinator knows to be committed is what was last stored. */
  checkOffsets(): void {
    for (const [key, offset] of this.storedOffsets) {
      const [topic = '', partition = ''] = key.split('\n');
      const known = this.cluster.inspectOffset(GROUP, topic, Number(partition));
      if (known !== offset) throw this.broken(`${key} was committed at ${offset}, not ${known}`);
    }
    this.exposure.add('committed offsets compared', this.storedOffsets.size);
  }

  private newClient(name: string): GroupClient {
    const { kind } = this;
    const classic = {
      'session.timeout.ms': '6000',
      'heartbeat.interval.ms': '500',
      'partition.assignment.strategy': kind.assignor,
    };
    const modern = { 'group.protocol': 'consumer', 'group.remote.assignor': kind.assignor };
    const config = {
      'group.id': GROUP,
      'enable.auto.commit': 'false',
      'auto.offset.reset': 'earliest',
      'max.poll.interval.ms': '10000',
      'request.timeout.ms': '5000',
      ...(kind.protocol === 'consumer' ? modern : classic),
      ...(kind.isStatic ? { 'group.instance.id': name } : {}),
    };
    return new GroupClient(name, this, config, TOPICS, {
      onAssigned: (_client, partitions) => {
        if (partitions.length > 0) this.exposure.add('assignments taken');
      },
      onRevoked: (client, partitions, generation) =>
        this.checkRevoked(client, partitions, generation),
    });
  }

  private crashCoordinator(): void {
    if (this.downBroker > 0) return this.restartBroker();
    const { coordinator, isUp } = this.cluster.peekCoordinator(GROUP);
    if (coordinator === null || !isUp) return;
    this.downBroker = coordinator;
    this.exposure.add('coordinator lost');
    if (!['Stable', 'Empty', ''].includes(this.state))
      this.exposure.add('coordinator lost in mid-rebalance');
    this.kernel.findProcess(`broker-${coordinator}`)!.crash();
    this.cluster.onBrokerSilent(coordinator);
  }

  private restartBroker(): void {
    if (this.downBroker === 0) return;
    this.kernel.findProcess(`broker-${this.downBroker}`)!.restart();
    this.cluster.onBrokerRestarted(this.downBroker);
    this.downBroker = 0;
  }

  /** Nobody gives back, in a rebalance, what its new share holds. */
  private checkRevoked(
    client: GroupClient,
    partitions: readonly TopicPartition[],
    generation: number,
  ): void {
    if (this.kind.protocol === 'eager' || client.isClosing || partitions.length === 0) return;
    const shares = this.sharesSince(client.name, generation);
    for (const at of partitions) {
      const key = keyOf(at);
      // A topic that it no longer subscribes to is given back before anybody is asked.
      if (!client.topics.includes(at.topic)) continue;
      this.exposure.add('revocations judged');
      if (shares.some((share) => !share.has(key))) continue;
      throw this.broken(
        `${client.name} gives ${key} back in generation ${generation}, and may keep it`,
      );
    }
  }

  /** The shares of a client from a generation on: it may be told of a later one already. */
  private sharesSince(client: string, generation: number): readonly ReadonlySet<string>[] {
    const found: ReadonlySet<string>[] = [];
    for (const [stored, byClient] of this.shares) {
      if (stored >= generation) found.push(...(byClient.get(client) ?? []));
    }
    return found;
  }

  /** At most one member that the coordinator has, and that runs, has a partition. */
  private checkOwners(): void {
    const { isUp, shard } = this.cluster.peekCoordinator(GROUP);
    const group = isUp ? shard?.describeGroup(GROUP) : null;
    if (!group) return;
    const members = new Map<string, number>();
    for (const { clientId } of group.members)
      members.set(clientId, (members.get(clientId) ?? 0) + 1);
    const owners = new Map<string, string>();
    for (const client of this.clients) {
      // With two members of one client, one of them is a former life.
      if (!client.isRunning || members.get(client.name) !== 1) continue;
      for (const at of client.owned) {
        const key = keyOf(at);
        const other = owners.get(key);
        if (other !== undefined) throw this.broken(`${other} and ${client.name} both have ${key}`);
        owners.set(key, client.name);
      }
    }
  }

  private observer(): GroupObserver<Assignment> {
    return {
      onGroupStateChanged: (_group, _from, to) => {
        this.state = to;
        if (to === 'PreparingRebalance' || to === 'Assigning') this.exposure.add('rebalances');
      },
      onMemberAdded: () => undefined,
      onMemberRemoved: (_group, _memberId, _client, reason) =>
        this.exposure.add(`removed: ${reason}`),
      onAssignmentStored: (_group, generation, _protocol, _leader, members) => {
        const byClient = this.shares.get(generation) ?? new Map<string, ReadonlySet<string>[]>();
        this.shares.set(generation, byClient);
        for (const { clientId, assignment } of members) {
          const share = new Set((assignment?.partitions ?? []).map(keyOf));
          byClient.set(clientId, [...(byClient.get(clientId) ?? []), share]);
        }
      },
      onOffsetStored: (_group, topic, partition, offset) => {
        this.storedOffsets.set(`${topic}\n${partition}`, offset);
      },
      onOffsetRefused: () => this.exposure.add('commits refused'),
    };
  }

  private broken(what: string): Error {
    return new Error(`at ${(this.kernel.nowUs / 1e6).toFixed(3)} s: ${what.replace('\n', '-')}`);
  }
}

export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}\n${partition}`;
}
