import type { PartitionMetadata } from '../protocol/responses.ts';
import { CoordinatorLog } from './coordinatorLog.ts';
import { PartitionLog } from './partitionLog.ts';
import { ProducerState } from './producerState.ts';
import { placeReplicas } from './replicaPlacement.ts';

/** What the controller knows of one partition, and its log. */
export class PartitionState {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  isr: readonly number[];
  /** -1: none. */
  leaderId: number;
  leaderEpoch = 0;
  /**
   * Simplified: one log serves all replicas of a partition, so a follower is never behind its
   * leader and the high watermark is the log end.
   */
  readonly log = new PartitionLog();
  readonly producers = new ProducerState();
  private offsetsLog: CoordinatorLog | null = null;

  constructor(topic: string, partition: number, replicas: readonly number[]) {
    this.topic = topic;
    this.partition = partition;
    this.replicas = replicas;
    this.isr = replicas;
    this.leaderId = replicas[0]!;
    this.log.epochs.assign(0, 0);
  }

  /** What coordinators write, if this is a partition of `__consumer_offsets`. */
  get coordinatorLog(): CoordinatorLog {
    this.offsetsLog ??= new CoordinatorLog();
    return this.offsetsLog;
  }

  /** As a metadata response shows it. */
  toMetadata(): PartitionMetadata {
    const { partition, leaderId, leaderEpoch, replicas, isr } = this;
    const error = leaderId < 0 ? 'LEADER_NOT_AVAILABLE' : 'NONE';
    return { partition, error, leaderId, leaderEpoch, replicas, isr };
  }
}

/** Hears of changes of the cluster's metadata, in the order in which they happen. */
export interface ClusterListener {
  /** A partition came into being. Its leader is told of next. */
  onPartitionCreated(state: PartitionState): void;
  /** Other replicas of a partition are in sync. */
  onIsrChanged(state: PartitionState): void;
  /** A partition has another leader (-1: none) or came into being. */
  onLeaderChanged(state: PartitionState): void;
}

/**
 * The metadata of the cluster as the controller has it, with the elections that follow from brokers
 * coming and going (`ReplicationControlManager`).
 *
 * Simplified: metadata reaches every broker at once; ELR and unclean election are not modelled,
 * since all replicas of a partition share one log.
 * Simplified: replicas of new partitions start at broker (partition mod N) + 1; Kafka draws the
 * start.
 */
export class ClusterState {
  readonly brokerIds: readonly number[];
  private readonly topics = new Map<string, PartitionState[]>();
  private readonly unfenced: Set<number>;
  private readonly listeners: ClusterListener[] = [];
  private readonly offsetsPartitions = new Map<number, PartitionState>();
  private producerIds = 0;

  /** `brokerCount`: brokers have the ids 1 to brokerCount. */
  constructor(brokerCount: number) {
    this.brokerIds = Array.from({ length: brokerCount }, (_, index) => index + 1);
    this.unfenced = new Set(this.brokerIds);
  }

  addListener(listener: ClusterListener): void {
    this.listeners.push(listener);
  }

  /** Brokers that are up as far as the controller knows. */
  get liveBrokers(): readonly number[] {
    return this.brokerIds.filter((id) => this.unfenced.has(id));
  }

  /** Topic names in order of creation. */
  topicNames(): Iterable<string> {
    return this.topics.keys();
  }

  /** Partitions of a topic; undefined: no such topic. */
  partitionsOf(topic: string): readonly PartitionState[] | undefined {
    return this.topics.get(topic);
  }

  partition(topic: string, partition: number): PartitionState | undefined {
    return this.topics.get(topic)?.[partition];
  }

  /** Creates a topic, or adds partitions to it up to `partitionCount`. */
  createPartitions(topic: string, partitionCount: number, replicationFactor: number): void {
    let partitions = this.topics.get(topic);
    if (partitions === undefined) {
      partitions = [];
      this.topics.set(topic, partitions);
    }
    while (partitions.length < partitionCount) {
      const state = this.newPartition(topic, partitions.length, replicationFactor);
      partitions.push(state);
      this.settleNew(state);
    }
  }

  /** A producer id that nobody has had before. */
  nextProducerId(): number {
    return this.producerIds++;
  }

  /** The `__consumer_offsets` partition of a group; it comes into being when it is first needed. */
  offsetsPartition(partition: number, replicationFactor: number): PartitionState {
    let state = this.offsetsPartitions.get(partition);
    if (state === undefined) {
      state = this.newPartition('__consumer_offsets', partition, replicationFactor);
      this.offsetsPartitions.set(partition, state);
      this.settleNew(state);
    }
    return state;
  }

  /** The same without making it; undefined: nobody has needed it. */
  peekOffsetsPartition(partition: number): PartitionState | undefined {
    return this.offsetsPartitions.get(partition);
  }

  /**
   * The controller has not heard of the broker for broker.session.timeout.ms: its partitions get
   * new leaders.
   */
  fence(brokerId: number): void {
    if (!this.unfenced.delete(brokerId)) return;
    const concerned = [...this.allPartitions()].filter(({ isr }) => isr.includes(brokerId));
    for (const state of concerned) {
      const others = state.isr.filter((id) => id !== brokerId);
      // The last member is never removed: the partition waits for it.
      if (others.length > 0) this.setIsr(state, others);
    }
    for (const state of concerned) if (state.leaderId === brokerId) this.elect(state);
  }

  /** The broker is back; partitions without a leader take it if it is in their ISR. */
  unfence(brokerId: number): void {
    if (this.unfenced.has(brokerId)) return;
    this.unfenced.add(brokerId);
    const concerned = [...this.allPartitions()].filter(({ replicas }) =>
      replicas.includes(brokerId),
    );
    for (const state of concerned) {
      if (!state.isr.includes(brokerId)) {
        const isr = state.replicas.filter((id) => id === brokerId || state.isr.includes(id));
        this.setIsr(state, isr);
      }
    }
    for (const state of concerned) if (state.leaderId < 0) this.elect(state);
  }

  private newPartition(
    topic: string,
    partition: number,
    replicationFactor: number,
  ): PartitionState {
    const replicas = placeReplicas(partition, replicationFactor, this.brokerIds);
    return new PartitionState(topic, partition, replicas);
  }

  private settleNew(state: PartitionState): void {
    for (const listener of this.listeners) listener.onPartitionCreated(state);
    if (this.unfenced.has(state.leaderId)) this.announce(state);
    else this.elect(state);
  }

  private *allPartitions(): Iterable<PartitionState> {
    for (const partitions of this.topics.values()) yield* partitions;
    yield* this.offsetsPartitions.values();
  }

  /** ONLINE election: the first live replica in assignment order that is in the ISR. */
  private elect(state: PartitionState): void {
    const isCandidate = (id: number): boolean => this.unfenced.has(id) && state.isr.includes(id);
    state.leaderId = state.replicas.find(isCandidate) ?? -1;
    state.leaderEpoch++;
    if (state.leaderId >= 0) state.log.epochs.assign(state.leaderEpoch, state.log.logEndOffset);
    this.announce(state);
  }

  private setIsr(state: PartitionState, isr: readonly number[]): void {
    state.isr = isr;
    for (const listener of this.listeners) listener.onIsrChanged(state);
  }

  private announce(state: PartitionState): void {
    for (const listener of this.listeners) listener.onLeaderChanged(state);
  }
}
