import type { Connection, ConnectionEnd, NetworkMessage } from '../../sim/network.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { ErrorCode } from '../protocol/errorCode.ts';
import type {
  ApiRequest,
  FetchRequest,
  ListOffsetsRequest,
  MetadataRequest,
  OffsetForLeaderEpochRequest,
  ProduceRequest,
} from '../protocol/requests.ts';
import type {
  ApiResponse,
  FetchPartitionResponse,
  FetchResponse,
  ListOffsetsResponse,
  MetadataResponse,
  OffsetForLeaderEpochResponse,
  ProducePartitionResponse,
  ProduceResponse,
} from '../protocol/responses.ts';
import type { ClusterState, PartitionState } from './clusterState.ts';
import { CoordinatorHost } from './coordinatorHost.ts';
import type { CoordinatorSettings } from './coordinatorHost.ts';
import { DelayedFetch } from './delayedFetch.ts';
import type { FetchOwner } from './delayedFetch.ts';
import { PartitionLeader } from './partitionLeader.ts';
import type { PartitionObserver } from './partitionLeader.ts';
import { WireRequest, WireResponse } from './wire.ts';

/** A response, or null where the protocol sends none (Produce with acks 0). */
export type Respond = (response: ApiResponse | null) => void;

/** What a broker is told about its topics and groups. */
export interface BrokerSettings {
  /** min.insync.replicas of a topic. */
  minInsyncReplicas(topic: string): number;
  readonly coordinator: CoordinatorSettings;
}

const NOTHING_FETCHED: FetchResponse = { api: 'Fetch', partitions: [] };

/**
 * One broker process: takes requests from its connections one at a time each, as Kafka's socket
 * server does, and hands them to partition leaders and group coordinators. Mirrors `KafkaApis`.
 *
 * Simplified: handling takes no time of its own; latency is on the links.
 * Simplified: fetch sessions (KIP-227) show only in that unchanged partitions are left out of
 * answers.
 */
export class Broker implements FetchOwner {
  readonly brokerId: number;
  readonly coordinators: CoordinatorHost;
  private readonly process: SimProcess;
  private readonly cluster: ClusterState;
  private readonly settings: BrokerSettings;
  private readonly observer: PartitionObserver;
  private readonly leaders = new Map<PartitionState, PartitionLeader>();

  constructor(
    brokerId: number,
    process: SimProcess,
    cluster: ClusterState,
    settings: BrokerSettings,
    observer: PartitionObserver,
  ) {
    this.brokerId = brokerId;
    this.process = process;
    this.cluster = cluster;
    this.settings = settings;
    this.observer = observer;
    this.coordinators = new CoordinatorHost(brokerId, process, cluster, settings.coordinator);
  }

  /** The leader replica here, for invariants; undefined: there is none, or nobody has asked. */
  replicaOf(state: PartitionState): PartitionLeader | undefined {
    return this.leaders.get(state);
  }

  /** A client has connected. */
  accept(connection: Connection): void {
    connection.serverEnd = new BrokerConnection(this, this.process, connection);
  }

  /** The controller has given a partition another leader. */
  onLeaderChanged(state: PartitionState): void {
    const leader = this.leaders.get(state);
    if (leader !== undefined && state.leaderId !== this.brokerId) {
      this.leaders.delete(state);
      leader.completeWaiting();
    }
  }

  /**
   * Handles one request. `respond` is called once, perhaps later, perhaps never if the process
   * dies.
   */
  handle(request: ApiRequest, respond: Respond, clientId: string): void {
    switch (request.api) {
      case 'Produce':
        return this.onProduce(request, respond);
      case 'Fetch':
        return this.onFetch(request, respond);
      case 'Metadata':
        return respond(this.onMetadata(request));
      case 'ListOffsets':
        return respond(this.onListOffsets(request));
      case 'OffsetForLeaderEpoch':
        return respond(this.onOffsetForLeaderEpoch(request));
      case 'InitProducerId':
        return respond({
          api: 'InitProducerId',
          error: 'NONE',
          producerId: this.cluster.nextProducerId(),
          producerEpoch: 0,
        });
      case 'FindCoordinator':
        return respond(this.coordinators.findCoordinator(request));
      case 'JoinGroup':
      case 'SyncGroup':
      case 'Heartbeat':
      case 'LeaveGroup':
      case 'ConsumerGroupHeartbeat':
      case 'OffsetCommit':
      case 'OffsetFetch':
        return this.coordinators.handle(request, respond, clientId);
    }
  }

  /**
   * Simplified: acks -1 needs no wait, since followers are always in step.
   */
  private onProduce(request: ProduceRequest, respond: Respond): void {
    const nowMs = Math.floor(this.process.nowUs / 1000);
    const partitions: ProducePartitionResponse[] = [];
    for (const { topic, partition, batch } of request.partitions) {
      const leader = this.findLeader(topic, partition);
      if (leader instanceof PartitionLeader) {
        partitions.push(
          leader.append(batch, request.acks, this.settings.minInsyncReplicas(topic), nowMs),
        );
      } else {
        const currentLeader = this.currentLeader(topic, partition);
        partitions.push({
          topic,
          partition,
          error: leader,
          baseOffset: -1,
          logStartOffset: -1,
          currentLeader,
        });
      }
    }
    const response: ProduceResponse = { api: 'Produce', partitions };
    respond(request.acks === 0 ? null : response);
  }

  private onFetch(request: FetchRequest, respond: Respond): void {
    if (request.maxWaitMs <= 0 || request.partitions.length === 0 || this.isSatisfied(request)) {
      return respond(this.readFetch(request));
    }
    const leaders: PartitionLeader[] = [];
    for (const { topic, partition } of request.partitions) {
      const leader = this.findLeader(topic, partition);
      if (leader instanceof PartitionLeader) leaders.push(leader);
    }
    const fetch = new DelayedFetch(request, respond, leaders, this);
    fetch.expiry = this.process.schedule(request.maxWaitMs * 1000, expireFetch, fetch);
  }

  isSatisfied(request: FetchRequest): boolean {
    let bytes = 0;
    for (const fetch of request.partitions) {
      const leader = this.findLeader(fetch.topic, fetch.partition);
      if (!(leader instanceof PartitionLeader)) return true;
      const available = leader.availableBytes(fetch, request.minBytes - bytes);
      if (available < 0) return true;
      bytes += available;
      if (bytes >= request.minBytes && bytes > 0) return true;
    }
    return false;
  }

  answer(fetch: DelayedFetch): void {
    this.process.cancel(fetch.expiry);
    (fetch.respond as Respond)(this.readFetch(fetch.request));
  }

  private readFetch(request: FetchRequest): FetchResponse {
    const partitions: FetchPartitionResponse[] = [];
    let budget = request.maxBytes;
    for (const fetch of request.partitions) {
      const leader = this.findLeader(fetch.topic, fetch.partition);
      if (leader instanceof PartitionLeader) {
        if (budget <= 0) continue;
        const answer = leader.read(fetch, budget);
        if (answer === null) continue;
        partitions.push(answer);
        for (const record of answer.records) budget -= record.value?.length ?? 0;
      } else {
        partitions.push({
          topic: fetch.topic,
          partition: fetch.partition,
          error: leader,
          highWatermark: -1,
          lastStableOffset: -1,
          logStartOffset: -1,
          records: [],
          lastRecordEpoch: -1,
          currentLeader: this.currentLeader(fetch.topic, fetch.partition),
          divergingEpoch: null,
        });
      }
    }
    return partitions.length === 0 ? NOTHING_FETCHED : { api: 'Fetch', partitions };
  }

  private onMetadata(request: MetadataRequest): MetadataResponse {
    const names = request.topics ?? [...this.cluster.topicNames()];
    const topics = names.map((topic) => {
      const partitions = this.cluster.partitionsOf(topic);
      if (partitions === undefined)
        return { topic, error: 'UNKNOWN_TOPIC_OR_PARTITION' as const, partitions: [] };
      return {
        topic,
        error: 'NONE' as const,
        partitions: partitions.map((state) => state.toMetadata()),
      };
    });
    return {
      api: 'Metadata',
      brokers: this.cluster.liveBrokers,
      controllerId: this.cluster.brokerIds[0]!,
      topics,
    };
  }

  private onListOffsets(request: ListOffsetsRequest): ListOffsetsResponse {
    const partitions = request.partitions.map(({ topic, partition, timestampMs }) => {
      const leader = this.findLeader(topic, partition);
      if (!(leader instanceof PartitionLeader)) {
        return { topic, partition, error: leader, timestampMs: -1, offset: -1, leaderEpoch: -1 };
      }
      const found = leader.listOffset(timestampMs);
      return { topic, partition, error: 'NONE' as const, ...found };
    });
    return { api: 'ListOffsets', partitions };
  }

  private onOffsetForLeaderEpoch(
    request: OffsetForLeaderEpochRequest,
  ): OffsetForLeaderEpochResponse {
    const partitions = request.partitions.map(({ topic, partition, leaderEpoch }) => {
      const leader = this.findLeader(topic, partition);
      if (!(leader instanceof PartitionLeader)) {
        return { topic, partition, error: leader, leaderEpoch: -1, endOffset: -1 };
      }
      const { log } = leader.state;
      const found = log.epochs.endOffsetFor(leaderEpoch, log.logEndOffset);
      return {
        topic,
        partition,
        error: 'NONE' as const,
        leaderEpoch: found?.epoch ?? -1,
        endOffset: found?.endOffset ?? -1,
      };
    });
    return { api: 'OffsetForLeaderEpoch', partitions };
  }

  /** The leader replica on this broker, or why there is none. */
  private findLeader(topic: string, partition: number): PartitionLeader | ErrorCode {
    const state = this.cluster.partition(topic, partition);
    if (state === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
    if (state.leaderId !== this.brokerId) return 'NOT_LEADER_OR_FOLLOWER';
    let leader = this.leaders.get(state);
    if (leader === undefined) {
      leader = new PartitionLeader(state, this.observer);
      this.leaders.set(state, leader);
    }
    return leader;
  }

  private currentLeader(
    topic: string,
    partition: number,
  ): { leaderId: number; leaderEpoch: number } | null {
    const state = this.cluster.partition(topic, partition);
    if (state === undefined || state.leaderId < 0) return null;
    return { leaderId: state.leaderId, leaderEpoch: state.leaderEpoch };
  }
}

function expireFetch(fetch: DelayedFetch): void {
  fetch.complete();
}

/**
 * The broker's end of one connection. Requests of one connection are handled strictly one after the
 * other: while one waits (a long fetch, a parked JoinGroup), those behind it are not read.
 */
class BrokerConnection implements ConnectionEnd {
  private readonly broker: Broker;
  private readonly process: SimProcess;
  private readonly connection: Connection;
  private readonly unread: WireRequest[] = [];
  private isBusy = false;

  constructor(broker: Broker, process: SimProcess, connection: Connection) {
    this.broker = broker;
    this.process = process;
    this.connection = connection;
  }

  onMessage(message: NetworkMessage): void {
    const request = message as WireRequest;
    if (this.isBusy) this.unread.push(request);
    else this.handle(request);
  }

  onClosed(): void {
    this.unread.length = 0;
  }

  /** For the event of the kernel: the former request is answered. */
  handleNext(): void {
    const next = this.unread.shift();
    // Closed in the meantime.
    if (next === undefined) this.isBusy = false;
    else this.handle(next);
  }

  private handle(wire: WireRequest): void {
    this.isBusy = true;
    const respond: Respond = (response) => {
      if (response !== null)
        this.connection.sendToClient(new WireResponse(wire.correlationId, response));
      // Not at once: who answers may be in the middle of a step, as a rebalance is that answers all
      // who wait. In Kafka the next request comes from the socket server, on another thread.
      if (this.unread.length > 0) this.process.schedule(0, handleNext, this);
      else this.isBusy = false;
    };
    // Simplified: a client's id is the name of its process; in Kafka each header has it.
    this.broker.handle(wire.request, respond, this.connection.client.name);
  }
}

function handleNext(connection: BrokerConnection): void {
  connection.handleNext();
}
