import { Kernel } from '../../../../src/sim/kernel.ts';
import type { SimProcess } from '../../../../src/sim/process.ts';
import type {
  BrokerConnections,
  ConnectionId,
  ConnectionLoss,
  Outcome,
} from '../../../../src/model/client/brokerConnections.ts';
import { ClientMetadata } from '../../../../src/model/client/clientMetadata.ts';
import { parseConsumerConfig } from '../../../../src/model/client/consumer/consumerConfig.ts';
import type { PollOutcome } from '../../../../src/model/client/consumer/consumerDelegate.ts';
import type { ConsumerError } from '../../../../src/model/client/consumer/consumerError.ts';
import type { ConsumerObserver } from '../../../../src/model/client/consumer/consumerObserver.ts';
import { KafkaConsumer } from '../../../../src/model/client/consumer/kafkaConsumer.ts';
import type { RebalanceListener } from '../../../../src/model/client/consumer/rebalanceListener.ts';
import type { ApiName, ApiRequest, FetchRequest } from '../../../../src/model/protocol/requests.ts';
import type {
  ApiResponse,
  FetchPartitionResponse,
} from '../../../../src/model/protocol/responses.ts';
import { formatTopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import { committedOffsets, offsetFetchAnswer, plainAnswer } from './plainAnswer.ts';

const LATENCY_US = 500;

/**
 * Takes the request and answers it, or leaves it without an answer (null), or to the cluster
 * (undefined).
 */
type Answer = (request: ApiRequest) => ApiResponse | ConnectionLoss | null | undefined;

/** A record of the cluster: which request went where and when. */
export interface SentRequest {
  readonly atUs: number;
  readonly connection: ConnectionId;
  readonly request: ApiRequest;
}

/**
 * One consumer, alone in its group, with brokers 0 and 1 that answer everything at once as Kafka
 * would. A test can take over the answers of single APIs.
 */
export class OneMemberCluster implements BrokerConnections {
  readonly kernel = new Kernel(1);
  readonly process: SimProcess = this.kernel.createProcess('c1');
  readonly metadata = new ClientMetadata([0]);
  readonly consumer: KafkaConsumer;
  readonly sent: SentRequest[] = [];
  /** Topic to the log end offset of each partition. Logs begin at `logStartOffset`. */
  readonly logs = new Map<string, number[]>([['t', [0, 0]]]);
  readonly committed = new Map<string, number>();
  /** Topic-partition to its leader; 0 without an entry. */
  readonly leaders = new Map<string, { leaderId: number; leaderEpoch: number }>();
  logStartOffset = 0;
  readonly answers: Partial<Record<ApiName, Answer>> = {};
  private generation = 0;

  constructor(config: Record<string, string> = {}, observer: ConsumerObserver | null = null) {
    this.metadata.onUpdateWanted(() => this.process.schedule(LATENCY_US, refresh, this));
    this.consumer = new KafkaConsumer(
      parseConsumerConfig({ 'group.id': 'g', 'enable.auto.commit': 'false', ...config }),
      {
        timers: this.process,
        connections: this,
        metadata: this.metadata,
        random: null,
        observer,
      },
    );
  }

  // ---- for tests

  /** Subscribes to topic t. Listener methods that are not given are done at once. */
  subscribe(listener: Partial<RebalanceListener> = {}): void {
    const atOnce = (_partitions: unknown, done: () => void): void => done();
    this.consumer.subscribe(['t'], {
      onPartitionsAssigned: atOnce,
      onPartitionsRevoked: atOnce,
      onPartitionsLost: atOnce,
      ...listener,
    });
  }

  /** Polls, and lets time pass until the poll returns. */
  pollFor(timeoutMs: number): PollOutcome {
    let outcome: PollOutcome | null = null as PollOutcome | null;
    this.consumer.poll(timeoutMs, (result) => (outcome = result));
    this.runUntil(() => outcome !== null);
    return outcome!;
  }

  /** Polls until partitions are assigned and have positions. */
  join(): void {
    for (let round = 0; round < 20; round++) {
      const outcome = this.pollFor(500);
      if (outcome.error !== null) throw outcome.error;
      const assigned = this.consumer.assignment();
      if (assigned.length > 0 && assigned.every((tp) => this.consumer.position(tp) !== null))
        return;
    }
    throw new Error('the consumer did not join');
  }

  /** Waits until a blocking call is done. Returns its error. */
  await(start: (done: (error: ConsumerError | null) => void) => void): ConsumerError | null {
    let result: { error: ConsumerError | null } | null = null as {
      error: ConsumerError | null;
    } | null;
    start((error) => (result = { error }));
    this.runUntil(() => result !== null);
    return result!.error;
  }

  runUntil(until: () => boolean): void {
    if (until()) return;
    if (this.kernel.runSync({ until, eventLimit: 100_000 }) !== 'condition') {
      throw new Error('nothing more happens');
    }
  }

  advance(ms: number): void {
    this.process.schedule(ms * 1000, nothing, null);
    this.kernel.runSync({ untilUs: this.kernel.nowUs + ms * 1000 });
  }

  sentOf<A extends ApiName>(api: A): Extract<ApiRequest, { readonly api: A }>[] {
    return this.sent
      .map(({ request }) => request)
      .filter(
        (request): request is Extract<ApiRequest, { readonly api: A }> => request.api === api,
      );
  }

  /** More records at the end of a partition of topic t. */
  append(partition: number, count: number): void {
    const ends = this.logs.get('t')!;
    ends[partition] = ends[partition]! + count;
  }

  /** The client's metadata as the cluster knows it now. */
  pushMetadata(): void {
    this.metadata.update({
      api: 'Metadata',
      brokers: [0, 1],
      controllerId: 0,
      topics: [...this.logs].map(([topic, ends]) => ({
        topic,
        error: 'NONE',
        partitions: ends.map((_end, partition) => ({
          partition,
          error: 'NONE',
          ...this.leaderOf(topic, partition),
          replicas: [0, 1],
          isr: [0, 1],
        })),
      })),
    });
  }

  // ---- for the consumer

  ready(): boolean {
    return true;
  }

  isUnavailable(): boolean {
    return false;
  }

  inFlightCount(): number {
    return 0;
  }

  disconnect(): void {
    // Every answer is on its way already.
  }

  leastLoadedNode(): number {
    return 0;
  }

  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    _timeoutMs: number,
    onComplete: (outcome: Outcome<R>) => void,
  ): void {
    this.sent.push({ atUs: this.kernel.nowUs, connection, request });
    const given = this.answers[request.api]?.(request);
    if (given === null) return;
    const outcome = given === undefined ? this.answer(connection, request) : given;
    const isLongPoll =
      typeof outcome !== 'string' && outcome.api === 'Fetch' && isEmpty(outcome.partitions);
    const delayUs = isLongPoll ? (request as FetchRequest).maxWaitMs * 1000 : LATENCY_US;
    this.process.schedule(delayUs, onComplete as (outcome: unknown) => void, outcome);
  }

  private leaderOf(topic: string, partition: number): { leaderId: number; leaderEpoch: number } {
    const leader = this.leaders.get(formatTopicPartition(topic, partition));
    return leader ?? { leaderId: 0, leaderEpoch: 0 };
  }

  private answer(connection: ConnectionId, request: ApiRequest): ApiResponse {
    switch (request.api) {
      case 'JoinGroup': {
        const { name, metadata } = request.protocols[0]!;
        const member = { memberId: 'm1', groupInstanceId: request.groupInstanceId, metadata };
        return {
          api: 'JoinGroup',
          error: 'NONE',
          generationId: ++this.generation,
          protocolType: 'consumer',
          protocolName: name,
          leader: 'm1',
          skipAssignment: false,
          memberId: 'm1',
          members: [member],
        };
      }
      case 'SyncGroup': {
        const { assignment } = request.assignments[0]!;
        const [protocolType, protocolName] = [null, null];
        return { api: 'SyncGroup', error: 'NONE', protocolType, protocolName, assignment };
      }
      case 'OffsetFetch':
        return offsetFetchAnswer(request, this.committed, -1);
      case 'OffsetCommit':
        for (const [name, offset] of committedOffsets(request)) this.committed.set(name, offset);
        return plainAnswer(request, 'NONE');
      case 'Fetch':
        return {
          api: 'Fetch',
          partitions: request.partitions.map((one) => this.fetch(connection, one)),
        };
      case 'ListOffsets':
        return {
          api: 'ListOffsets',
          partitions: request.partitions.map(({ topic, partition, timestampMs }) => ({
            topic,
            partition,
            error: 'NONE',
            timestampMs: -1,
            offset: timestampMs === -2 ? this.logStartOffset : this.logs.get(topic)![partition]!,
            leaderEpoch: 0,
          })),
        };
      case 'OffsetForLeaderEpoch':
        return {
          api: 'OffsetForLeaderEpoch',
          partitions: request.partitions.map(({ topic, partition, leaderEpoch }) => ({
            topic,
            partition,
            error: 'NONE',
            leaderEpoch,
            endOffset: this.logs.get(topic)![partition]!,
          })),
        };
      case 'FindCoordinator':
      case 'Heartbeat':
      case 'LeaveGroup':
        return plainAnswer(request, 'NONE');
      case 'ConsumerGroupHeartbeat':
      case 'InitProducerId':
      case 'Metadata':
      case 'Produce':
        throw new Error(`a consumer sends no ${request.api} here`);
    }
  }

  private fetch(
    connection: ConnectionId,
    asked: FetchRequest['partitions'][number],
  ): FetchPartitionResponse {
    const { topic, partition, fetchOffset } = asked;
    const leader = this.leaderOf(topic, partition);
    const endOffset = this.logs.get(topic)![partition]!;
    const isOutOfRange = fetchOffset < this.logStartOffset || fetchOffset > endOffset;
    const isLeader = leader.leaderId === connection;
    const error = !isLeader
      ? 'NOT_LEADER_OR_FOLLOWER'
      : isOutOfRange
        ? 'OFFSET_OUT_OF_RANGE'
        : 'NONE';
    const count = error === 'NONE' ? endOffset - fetchOffset : 0;
    return {
      topic,
      partition,
      error,
      highWatermark: endOffset,
      lastStableOffset: endOffset,
      logStartOffset: this.logStartOffset,
      records: Array.from({ length: count }, (_, index) => ({
        offset: fetchOffset + index,
        timestampMs: 0,
        key: null,
        value: `${fetchOffset + index}`,
        headers: [],
      })),
      lastRecordEpoch: count > 0 ? leader.leaderEpoch : -1,
      currentLeader: isLeader ? null : leader,
      divergingEpoch: null,
    };
  }
}

function isEmpty(partitions: readonly FetchPartitionResponse[]): boolean {
  return (
    partitions.length > 0 &&
    partitions.every(({ records, error }) => records.length === 0 && error === 'NONE')
  );
}

function refresh(cluster: OneMemberCluster): void {
  cluster.pushMetadata();
}

function nothing(): void {
  // Only lets the clock advance.
}
