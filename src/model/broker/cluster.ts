import type { Kernel } from '../../sim/kernel.ts';
import type { Connection, ConnectionEnd, Network } from '../../sim/network.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { ClassicGroup } from '../group/classicGroup.ts';
import type { ConsumerGroup } from '../group/consumer/consumerGroup.ts';
import type { GroupCoordinator } from '../group/groupCoordinator.ts';
import type { GroupDescription } from '../group/groupDescription.ts';
import type { Assignment, Subscription } from '../protocol/requests.ts';
import type { BrokerDirectory } from '../client/networkClient.ts';
import { Broker } from './broker.ts';
import type { BrokerSettings } from './broker.ts';
import { ClusterState } from './clusterState.ts';
import type { ClusterListener, PartitionState } from './clusterState.ts';
import type { PartitionObserver } from './partitionLeader.ts';

/** The settings of the whole cluster. */
export interface ClusterSettings extends BrokerSettings {
  readonly brokerCount: number;
  /** broker.session.timeout.ms: after this silence the controller fences a broker. */
  readonly brokerSessionTimeoutMs: number;
}

/** Hears of what happens in the cluster, for the history. */
export interface ClusterObserver extends PartitionObserver {
  onPartitionCreated(state: PartitionState): void;
  onIsrChanged(state: PartitionState): void;
  onLeaderElected(state: PartitionState): void;
}

interface BrokerSlot {
  readonly process: SimProcess;
  broker: Broker;
}

/**
 * The brokers of a simulated cluster and the controller that watches them.
 *
 * Simplified: the controller is no process and never fails; it fences a silent broker exactly
 * broker.session.timeout.ms after its last sign of life and unfences it as soon as it runs again.
 */
export class Cluster implements BrokerDirectory, ClusterListener {
  readonly state: ClusterState;
  private readonly kernel: Kernel;
  private readonly network: Network;
  private readonly settings: ClusterSettings;
  private readonly observer: ClusterObserver;
  private readonly slots: BrokerSlot[] = [];

  constructor(
    kernel: Kernel,
    network: Network,
    settings: ClusterSettings,
    observer: ClusterObserver,
  ) {
    this.kernel = kernel;
    this.network = network;
    this.settings = settings;
    this.observer = observer;
    this.state = new ClusterState(settings.brokerCount);
    this.state.addListener(this);
    for (const brokerId of this.state.brokerIds) {
      const process = kernel.createProcess(`broker-${brokerId}`);
      this.slots.push({ process, broker: this.newBroker(brokerId, process) });
    }
  }

  /** The broker with this id (1 to brokerCount), in its present incarnation. */
  broker(brokerId: number): Broker {
    return this.slots[brokerId - 1]!.broker;
  }

  /**
   * The group as its coordinator has it; undefined: no coordinator is up, or it knows no such
   * group.
   */
  describeGroup(groupId: string): GroupDescription<Assignment> | undefined {
    for (const { process, broker } of this.slots) {
      if (process.state === 'crashed') continue;
      const coordinator = broker.coordinators.coordinatorOf(groupId);
      if (coordinator !== undefined) return coordinator.describeGroup(groupId) ?? undefined;
    }
    return undefined;
  }

  /**
   * The broker that coordinates the group, whether it is up, and the coordinator if the broker has
   * it in memory. Changes nothing: what was never asked for is not made.
   */
  peekCoordinator(groupId: string): {
    readonly coordinator: number | null;
    readonly isUp: boolean;
    readonly shard: GroupCoordinator | undefined;
  } {
    const none = { coordinator: null, isUp: false, shard: undefined };
    const [first] = this.slots;
    const leaderId = first?.broker.coordinators.peekLeader(groupId) ?? null;
    if (leaderId === null || leaderId < 0) return none;
    const { process, broker } = this.slots[leaderId - 1]!;
    const isUp = process.state === 'running';
    return { coordinator: leaderId, isUp, shard: broker.coordinators.peekCoordinator(groupId) };
  }

  /** The group in the memory of a live coordinator, for invariants; undefined: in none. */
  inspectGroup(groupId: string): ClassicGroup<Subscription, Assignment> | undefined {
    for (const { process, broker } of this.slots) {
      if (process.state === 'crashed') continue;
      const group = broker.coordinators.inspectGroup(groupId);
      if (group !== undefined) return group;
    }
    return undefined;
  }

  /** As `inspectGroup`, of a group under KIP-848. */
  inspectConsumerGroup(groupId: string): ConsumerGroup | undefined {
    for (const { process, broker } of this.slots) {
      if (process.state === 'crashed') continue;
      const group = broker.coordinators.inspectConsumerGroup(groupId);
      if (group !== undefined) return group;
    }
    return undefined;
  }

  /** The committed offset as a live coordinator knows it, for invariants; undefined: none does. */
  inspectOffset(groupId: string, topic: string, partition: number): number | undefined {
    for (const { process, broker } of this.slots) {
      if (process.state === 'crashed') continue;
      const offset = broker.coordinators.inspectOffset(groupId, topic, partition);
      if (offset !== undefined) return offset;
    }
    return undefined;
  }

  /** The high watermark at the partition's leader, for invariants; undefined: nobody leads it. */
  highWatermark(state: PartitionState): number | undefined {
    const slot = this.slots[state.leaderId - 1];
    return slot?.broker.replicaOf(state)?.highWatermark;
  }

  /** The broker id of this process; undefined: it is no broker. */
  brokerIdOf(process: SimProcess): number | undefined {
    const index = this.slots.findIndex((slot) => slot.process === process);
    return index < 0 ? undefined : index + 1;
  }

  connect(client: SimProcess, clientEnd: ConnectionEnd, brokerId: number): Connection | null {
    const slot = this.slots[brokerId - 1];
    if (slot === undefined || slot.process.state === 'crashed') return null;
    const connection = this.network.connect(client, clientEnd, slot.process);
    slot.broker.accept(connection);
    return connection;
  }

  onPartitionCreated(state: PartitionState): void {
    this.observer.onPartitionCreated(state);
  }

  onIsrChanged(state: PartitionState): void {
    this.observer.onIsrChanged(state);
  }

  onLeaderChanged(state: PartitionState): void {
    this.observer.onLeaderElected(state);
    for (const { process, broker } of this.slots) {
      if (process.state === 'crashed') continue;
      broker.onLeaderChanged(state);
      broker.coordinators.onLeaderChanged(state);
    }
  }

  /** The broker's process has crashed or is paused: the controller hears nothing from it. */
  onBrokerSilent(brokerId: number): void {
    const slot = this.slots[brokerId - 1]!;
    const silentSinceUs = this.kernel.nowUs;
    const epoch = slot.process.epoch;
    this.kernel.schedule(
      this.settings.brokerSessionTimeoutMs * 1000,
      () => {
        const isSameSilence = slot.process.epoch === epoch && slot.process.state !== 'running';
        if (isSameSilence && this.kernel.nowUs > silentSinceUs) this.state.fence(brokerId);
      },
      undefined,
    );
  }

  /** A crashed broker has been started again: soft state is new, its logs are still on disk. */
  onBrokerRestarted(brokerId: number): void {
    const slot = this.slots[brokerId - 1]!;
    slot.broker = this.newBroker(brokerId, slot.process);
    this.state.unfence(brokerId);
  }

  /** A paused broker goes on. If it was fenced meanwhile, it is no leader any more. */
  onBrokerResumed(brokerId: number): void {
    this.state.unfence(brokerId);
  }

  private newBroker(brokerId: number, process: SimProcess): Broker {
    return new Broker(brokerId, process, this.state, this.settings, this.observer);
  }
}
